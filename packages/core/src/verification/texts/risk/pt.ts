import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in Portuguese. */
export const risk: RiskTexts = {
  riskWarning: 'Olhe com atenção: há algo incomum neste pedido.',
  riskFar: 'Ele vem de uma rede diferente da sua.',
  riskUnchecked: 'O serviço não conseguiu verificá-lo agora.',
  riskSignIn: 'Para aprovar este pedido, você precisa entrar novamente.',
  riskDenied: 'Você não pode aprovar este pedido: o serviço não permite.',
  riskDeniedAdvice: 'Negue-o, para que o dispositivo pare de esperar.',
  refusedHeading: 'Não aprovado. Nada foi vinculado.',
  refusedText:
    'O serviço não permite este pedido, por isso ele foi negado. O dispositivo não obteve acesso à sua conta, e o código não funciona mais.',
}
