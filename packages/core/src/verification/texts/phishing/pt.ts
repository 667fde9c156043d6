import type { PhishingTexts } from './phishing-texts.js'

/** What the page says against phishing, in Portuguese. */
export const phishing: PhishingTexts = {
  notMine: 'Não fui eu que iniciei isto',
  reportedTitle: 'Negado e informado',
  reportedHeading: 'Negado e informado. Nada foi vinculado.',
  reportedText:
    'O dispositivo não obteve acesso à sua conta, e o código não funciona mais. O serviço agora sabe que alguém tentou isso com você.',
  reportedEndedHeading: 'Negado e informado. O dispositivo não tem mais acesso.',
  reportedEndedText:
    'O dispositivo já tinha acesso à sua conta, e esse acesso também foi encerrado. O código não funciona mais. O serviço agora sabe que não foi você que iniciou isto. Se outra pessoa puder saber sua senha, mude-a.',
  deniedKeptHeading: 'Negado. O dispositivo mantém o acesso que já tinha.',
  deniedKeptText:
    'Ele não obteve nenhum acesso novo, e o código não funciona mais. Para encerrar também o acesso dele, veja seus dispositivos vinculados.',
  codeSharedTitle: 'Este código não funciona mais',
  codeShared:
    'Pessoas demais abriram este código, então ninguém mais pode usá-lo. Nada foi vinculado. Se foi você quem iniciou isto, comece de novo no seu dispositivo e não mostre o novo código a ninguém.',
  notLinkedByMe: 'Não fui eu que vinculei este dispositivo',
  reportedOneText:
    'O dispositivo não pode mais usar sua conta, e o serviço sabe que não foi você quem o vinculou. Se outra pessoa puder saber sua senha, mude-a.',
  notMeTitle: 'Não foi você?',
  notMeIntro: 'Alguém aprovou este dispositivo para sua conta:',
  notMeText: 'Se não foi você, encerre o acesso dele agora. Se foi você, feche esta página. Nada mudou ainda.',
  notMeButton: 'Encerrar o acesso dele',
  notMeEndedTitle: 'O acesso dele foi encerrado',
  notMeEnded:
    'O dispositivo não pode mais usar sua conta, e o serviço sabe que não foi você. Se outra pessoa puder saber sua senha, mude-a agora.',
  notMeOverTitle: 'Ele não tem mais acesso',
  notMeOver: 'O acesso deste dispositivo já tinha sido encerrado. Não há mais nada a fazer aqui.',
  notMeReplacedTitle: 'Ele tem agora um acesso mais recente',
  notMeReplaced:
    'Esta aprovação foi substituída por outra mais recente para o mesmo dispositivo, por isso encerrá-la não mudaria nada. Se também não foi você que aprovou a mais recente, use o link da mensagem sobre ela, ou veja seus dispositivos vinculados e desvincule o que você não conhece.',
  notMeInvalidTitle: 'Este link não funciona',
  notMeInvalid:
    'Ele pode ser antigo demais, ou estar incompleto. Nada foi alterado. Entre para ver seus dispositivos vinculados e desvincule o que você não conhece.',
}
