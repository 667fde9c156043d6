import type { PhishingTexts } from './phishing-texts.js'

/** What the page says against phishing, in Chinese. */
export const phishing: PhishingTexts = {
  notMine: '这不是我发起的',
  reportedTitle: '已拒绝并举报',
  reportedHeading: '已拒绝并举报。没有关联任何设备。',
  reportedText: '该设备未获得您账号的访问权限，代码也已失效。本服务现已得知有人对您进行了这样的尝试。',
  reportedEndedHeading: '已拒绝并举报。该设备已没有访问权限。',
  reportedEndedText:
    '该设备之前已有您账号的访问权限，现也已终止。代码已失效。本服务现已得知这不是您发起的。如果其他人可能知道您的密码，请更改密码。',
  deniedKeptHeading: '已拒绝。该设备保留之前的访问权限。',
  deniedKeptText: '它未获得新的访问权限，代码也已失效。如果也要终止之前的访问权限，请查看已关联的设备。',
  codeSharedTitle: '此代码已失效',
  codeShared:
    '打开此代码的人太多，因此任何人都不能再使用它。没有关联任何设备。如果这是您本人发起的，请在设备上重新开始，并且不要向任何人展示新的代码。',
  notLinkedByMe: '我没有关联此设备',
  reportedOneText: '该设备无法再使用您的账号，本服务也已得知不是您关联的。如果其他人可能知道您的密码，请更改密码。',
  notMeTitle: '不是您本人操作？',
  notMeIntro: '有人批准了此设备使用您的账号：',
  notMeText: '如果不是您本人操作，请立即终止它的访问权限。如果是您本人，请关闭此页面。目前尚未更改任何内容。',
  notMeButton: '终止访问权限',
  notMeEndedTitle: '访问权限已终止',
  notMeEnded: '该设备无法再使用您的账号，本服务也已得知这不是您本人操作。如果其他人可能知道您的密码，请立即更改密码。',
  notMeOverTitle: '该设备已没有访问权限',
  notMeOver: '此设备的访问权限此前已终止。您无需再做任何操作。',
  notMeReplacedTitle: '该设备现有更新的访问权限',
  notMeReplaced:
    '此批准已被同一设备的更新的批准取代，因此终止它不会改变任何内容。如果更新的批准也不是您本人操作，请使用相关消息中的链接，或查看已关联的设备，并解除关联您不认识的设备。',
  notMeInvalidTitle: '此链接无效',
  notMeInvalid: '它可能已经太旧，或者不完整。没有更改任何内容。请登录查看已关联的设备，并解除关联您不认识的设备。',
}
