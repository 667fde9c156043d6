import type { RiskTexts } from './risk-texts.js'

/** What the page says about the risk of a request, in Chinese. */
export const risk: RiskTexts = {
  riskWarning: '请仔细查看：此请求有异常之处。',
  riskFar: '它来自与您不同的网络。',
  riskUnchecked: '服务目前无法检查此请求。',
  riskSignIn: '要批准此请求，您需要重新登录。',
  riskDenied: '您无法批准此请求：服务不允许。',
  riskDeniedAdvice: '请拒绝它，让设备停止等待。',
  refusedHeading: '未批准。没有关联任何设备。',
  refusedText: '服务不允许此请求，因此已将其拒绝。该设备未获得您账号的访问权限，代码也已失效。',
}
