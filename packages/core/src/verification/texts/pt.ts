import type { PageTexts } from './page-texts.js'
import { phishing } from './phishing/pt.js'
import { risk } from './risk/pt.js'
import { secondFactor } from './second-factor/pt.js'

/** The page in Brazilian Portuguese. */
export const pt: PageTexts = {
  errorTitle: 'Erro: {title}',
  signedInAs: 'Conectado como {name}',
  notYou: 'Não é você?',
  useAnotherAccount: 'Usar outra conta',
  noName: 'nenhum nome informado',
  verified: 'Verificado',
  unverified: 'Não verificado',
  callsItself: 'Apresenta-se como {name}',
  continueButton: 'Continuar',
  enterCodeButton: 'Digitar um código',
  enterAnotherCodeButton: 'Digitar outro código',
  goOnWithCode: 'Continuar com {code}',
  justNow: 'agora mesmo',
  listSeparator: ', ',
  languages: 'Idiomas',
  help: 'Ajuda',
  privacy: 'Privacidade',
  unnamedService: 'Login de dispositivos',
  cancel: 'Cancelar',

  codeTitle: 'Digite o código',
  codeHint: 'Digite o código que seu dispositivo mostra. Maiúsculas, espaços e hifens não fazem diferença.',
  codeField: 'Código do seu dispositivo',
  codeExample: 'Por exemplo, {code}',
  codeWarning:
    'Alguém enviou este código a você ou o leu para você? Pare aqui. O código só deve vir de um dispositivo seu.',
  codeInvalid:
    'Este código não é válido. Ele pode ter expirado ou ter sido digitado errado. Confira o código no seu dispositivo.',
  codeOfOtherSite:
    'Outro site preencheu este código. Continue somente se um dispositivo à sua frente mostrar o mesmo código.',
  codeUnreadable:
    'Este link não contém um código que possa ser lido. Ele pode ter sido cortado. Digite o código que seu dispositivo mostra.',

  signInTitle: 'Entrar',
  signInButton: 'Entrar',
  signInThenDevices: 'Depois disso, você verá os dispositivos vinculados à sua conta.',
  signInThenCode: 'Depois disso, você poderá digitar o código que seu dispositivo mostra.',
  signInCodeAhead: 'Em seguida, você vai conferir este código',
  signInLinksNothing: 'Entrar ainda não vincula nada. Você verá quem está pedindo e para quê, e então decidirá.',
  username: 'Nome de usuário',
  password: 'Senha',
  credentialsMissing: 'Digite seu nome de usuário e sua senha.',
  credentialsWrong:
    'Nome de usuário ou senha incorretos, ou tentativas demais. Aguarde, ou use um navegador em que você já entrou antes.',
  signInExpired:
    'Este formulário ficou aberto por tempo demais, ou seu navegador não guardou o cookie. Você não entrou na conta. Entre novamente. Se vir esta mensagem outra vez, permita cookies para este site.',
  signInOutdated:
    'Este formulário está desatualizado: talvez você tenha entrado ou saído em outra aba. Ele não fez você entrar. Entre novamente.',
  signInAgainTitle: 'Entre novamente',
  signInAgain:
    'Depois que você entrou aqui, sua conta foi desconectada em todos os lugares. Entre novamente para continuar.',
  signInAgainButton: 'Entrar novamente',
  signInStale: 'Este dispositivo pede uma entrada recente. Entre novamente, mesmo que já tenha entrado.',
  stepUpTitle: 'Mais uma etapa',
  stepUp: 'Este dispositivo pede uma entrada mais segura. A próxima página orienta você. Depois, você poderá decidir.',

  confirmTitle: 'Vincular este dispositivo?',
  confirmCode: 'Seu dispositivo mostra este código?',
  whoAsks: 'Quem está pedindo',
  nameChecked: '{service} verificou este nome.',
  nameCheckedHere: 'Este serviço verificou este nome.',
  nameUnchecked: 'Este nome não foi verificado. Qualquer programa pode usar esse nome.',
  accountToLink: 'Conta a vincular',
  asked: 'Solicitado',
  askedFrom: '{when} de {address}',
  comesFrom: 'Este pedido vem de {place}; você está em {own}.',
  claimedName: 'O dispositivo se chama',
  claimedSoftware: 'Software (segundo ele mesmo)',
  claimed: 'Informado pelo dispositivo, não verificado.',
  noScopes: 'Nenhuma permissão específica foi pedida.',
  scopes: 'O que ele quer fazer',
  untickHint: 'Desmarque tudo o que você não quer permitir.',
  tickHint: 'Marque o que você quer permitir.',
  nothingTicked:
    'Você não marcou nada, então não há nada para aprovar. Marque o que quer permitir, ou negue. Nada foi decidido ainda.',
  organization: 'Em nome de qual organização ele pode agir',
  resources: 'Onde ele quer fazer isso',
  warning: 'Aprove somente se foi você quem iniciou isto, em um dispositivo à sua frente.',
  warningDeny: 'Se alguém mandou você para cá ou lhe deu o código, negue.',
  decision: 'Sua decisão',
  deny: 'Negar',
  approve: 'Aprovar',

  bindingMessage: 'O dispositivo também mostra',
  bindingMessageHint: 'Se o seu dispositivo mostrar outro texto, ou nenhum, recuse.',
  numberTitle: 'Digite o número no seu dispositivo',
  numberText: 'Seu dispositivo ainda não está vinculado. Digite nele este número:',
  numberWarning:
    'Digite-o somente no dispositivo à sua frente e não o informe a ninguém. Se alguém pedir o número, feche esta página: sem ele, essa pessoa não terá acesso.',

  approvedTitle: 'Aprovado',
  approvedHeading: 'Aprovado. Volte ao seu dispositivo.',
  approvedText: 'O dispositivo agora pode usar sua conta. Ele continua sozinho em alguns segundos.',
  approvedClose: 'Você pode fechar esta página.',
  endAnyTime: 'Você pode encerrar isso a qualquer momento.',
  seeLinked: 'Ver seus dispositivos vinculados',
  deniedTitle: 'Negado',
  deniedHeading: 'Negado. Nada foi vinculado.',
  deniedText:
    'O dispositivo não obteve acesso à sua conta, e o código não funciona mais. Se quiser mesmo vinculá-lo, comece de novo no seu dispositivo.',
  deniedWarning:
    'Se alguém enviou esse código a você, essa pessoa talvez estivesse tentando entrar na sua conta. Você a impediu e pode fechar esta página.',
  alreadyApprovedTitle: 'Já aprovado',
  alreadyApproved:
    'Este código já tinha sido aprovado, e sua escolha não mudou isso. Se não foi você, entre em contato com o serviço.',
  alreadyDeniedTitle: 'Já negado',
  alreadyDenied: 'Este código já tinha sido negado, e sua escolha não mudou isso. O dispositivo não foi vinculado.',
  codeUsedTitle: 'Esta solicitação já foi respondida',
  codeUsed:
    'A solicitação deste link foi aprovada ou negada. Se não foi você, veja seus dispositivos vinculados. Se o dispositivo ainda estiver esperando, comece de novo nele e use o novo código.',
  codeExpiredTitle: 'Este link expirou',
  codeExpired: 'O código deste link não pode mais ser usado. Comece de novo no seu dispositivo e use o novo código.',

  linkedTitle: 'Dispositivos vinculados',
  linkedIntro: 'Estes dispositivos podem usar sua conta. Desvincule o que você não conhece ou não precisa mais.',
  linkedNone: 'Nenhum dispositivo está vinculado à sua conta.',
  linkedUnavailable:
    'A lista não pode ser mostrada agora. Tente novamente em instantes. Mesmo assim, você pode desvincular tudo de uma vez.',
  linkedFirst: 'Voltar aos últimos dispositivos usados',
  linkedNext: 'Mostrar dispositivos usados antes',
  linkedWhen: 'Vinculado {when}.',
  linkedWhenFrom: 'Vinculado {when} de {address}.',
  lastUsed: 'Último uso {when}.',
  mayDo: 'Pode: {scopes}',
  boundToKey: 'Vinculado à chave do dispositivo: uma cópia do acesso não funciona em nenhum outro lugar.',
  unlink: 'Desvincular',
  unlinkAll: 'Desvincular todos os dispositivos',
  unlinkOneTitle: 'Desvincular {name}?',
  unlinkOneText: 'O dispositivo não poderá mais usar sua conta. Você pode vinculá-lo de novo a qualquer momento.',
  unlinkAllTitle: 'Desvincular todos os dispositivos?',
  unlinkAllText:
    'Nenhum dispositivo ou programa poderá mais usar sua conta, e sua sessão será encerrada em todos os lugares. Será preciso vincular cada um de novo.',
  unlinkAllKept: 'Nenhum dispositivo ou programa poderá mais usar sua conta. Será preciso vincular cada um de novo.',
  unlinkedOneTitle: '{name} foi desvinculado',
  unlinkedOneText: 'O dispositivo não pode mais usar sua conta. Vincule-o de novo se precisar dele.',
  linkAnother: 'Vincular outro dispositivo',
  unlinkedTitle: 'Todos os dispositivos foram desvinculados',
  unlinkedText:
    'Nada do que estava vinculado à sua conta pode mais usá-la. Cada dispositivo precisa ser vinculado de novo.',
  signedOutEverywhere: 'Você saiu da conta em todos os lugares.',
  maybeSignedIn:
    'Talvez você ainda esteja conectado em outros lugares: saia deles também. Antes de vincular um dispositivo, você precisará entrar novamente.',
  signOutFailed:
    'Mas não foi possível desconectar você de todos os lugares. A falha foi nossa. Saia de onde você ainda estiver conectado, ou mude sua senha. Antes de vincular um dispositivo, você precisará entrar novamente.',

  ...phishing,
  ...risk,
  ...secondFactor,

  startOverTitle: 'Não funcionou',
  startOver: 'Não foi possível ler o formulário. Digite o código novamente.',
  otherOriginTitle: 'Não veio desta página',
  otherOrigin:
    'A solicitação veio de um endereço diferente do desta página, então nada foi alterado. Se quiser vincular um dispositivo, digite o código dele aqui.',
  rightAddress: 'O endereço correto começa com {origin}.',
  outdatedFormTitle: 'Este formulário está desatualizado',
  outdatedForm: 'Talvez você tenha entrado ou saído em outra aba, então nada foi alterado. Comece de novo.',
  accountDisabledTitle: 'Esta conta não pode ser usada',
  accountDisabled: 'A conta em que você entrou foi desativada. Nada foi alterado.',
  assuranceUnmetTitle: 'Este dispositivo não foi vinculado',
  assuranceUnmet:
    'O dispositivo pede uma entrada mais segura do que a sua conta permite. Por isso, o pedido foi negado e o dispositivo não recebeu nenhum acesso novo.',
  tooManyTriesTitle: 'Tentativas demais',
  tooManyTries: 'Houve tentativas demais a partir desta rede. Nada foi alterado. Aguarde e tente novamente.',
  tooManyCodesTitle: 'Códigos demais',
  tooManyCodes:
    'Muitos códigos errados foram digitados. Aguarde {wait} e depois digite o código que seu dispositivo mostra. Um link ou um código QR do seu dispositivo funciona na hora.',
  ourFaultTitle: 'Algo deu errado',
  ourFault: 'A falha foi nossa. Se você estava decidindo, seu dispositivo mostra se funcionou. Tente novamente.',
  unavailableTitle: 'Tente novamente em instantes',
  unavailable: 'Não podemos responder agora. Se você estava decidindo, seu dispositivo mostra se funcionou.',
  challengeTitle: 'Mais uma etapa',
  challenge:
    'Houve tentativas demais. A próxima página verifica se você é uma pessoa. Depois, você poderá tentar novamente.',
  oneMomentTitle: 'Um momento',
  oneMoment: 'Continuando.',
}
