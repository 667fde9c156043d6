import type { PhishingTexts } from './phishing-texts.js'

/** What the page says against phishing, in French. */
export const phishing: PhishingTexts = {
  notMine: 'Je n’ai pas lancé cette demande',
  reportedTitle: 'Refusé et signalé',
  reportedHeading: 'Refusé et signalé. Rien n’a été associé.',
  reportedText:
    'L’appareil n’a obtenu aucun accès à votre compte, et le code ne fonctionne plus. Le service sait maintenant que quelqu’un a essayé cela avec vous.',
  reportedEndedHeading: 'Refusé et signalé. L’appareil n’a plus accès.',
  reportedEndedText:
    'L’appareil avait déjà accès à votre compte, et cet accès a pris fin aussi. Le code ne fonctionne plus. Le service sait maintenant que vous n’avez pas lancé cette demande. Si quelqu’un d’autre connaît peut-être votre mot de passe, changez-le.',
  deniedKeptHeading: 'Refusé. L’appareil garde l’accès qu’il avait déjà.',
  deniedKeptText:
    'Il n’a obtenu aucun nouvel accès, et le code ne fonctionne plus. Pour mettre aussi fin à son accès, consultez vos appareils associés.',
  codeSharedTitle: 'Ce code ne fonctionne plus',
  codeShared:
    'Trop de personnes ont ouvert ce code, donc plus personne ne peut l’utiliser. Rien n’a été associé. Si vous avez vous-même lancé cette demande, recommencez sur votre appareil et ne montrez son nouveau code à personne.',
  notLinkedByMe: 'Je n’ai pas associé cet appareil',
  reportedOneText:
    'L’appareil ne peut plus utiliser votre compte, et le service sait que vous ne l’avez pas associé. Si quelqu’un d’autre connaît peut-être votre mot de passe, changez-le.',
  notMeTitle: 'Ce n’était pas vous ?',
  notMeIntro: 'Quelqu’un a approuvé cet appareil pour votre compte :',
  notMeText:
    'Si ce n’était pas vous, mettez fin à son accès maintenant. Si c’était vous, fermez cette page. Rien n’a encore changé.',
  notMeButton: 'Mettre fin à son accès',
  notMeEndedTitle: 'Son accès a pris fin',
  notMeEnded:
    'L’appareil ne peut plus utiliser votre compte, et le service sait que ce n’était pas vous. Si quelqu’un d’autre connaît peut-être votre mot de passe, changez-le maintenant.',
  notMeOverTitle: 'Il n’a plus accès',
  notMeOver: 'L’accès de cet appareil avait déjà pris fin. Il n’y a plus rien à faire ici.',
  notMeReplacedTitle: 'Il a maintenant un accès plus récent',
  notMeReplaced:
    'Cette autorisation a été remplacée par une plus récente pour le même appareil : y mettre fin ne changerait rien. Si vous n’avez pas non plus approuvé la plus récente, utilisez le lien du message à son sujet, ou consultez vos appareils associés et dissociez ce que vous ne connaissez pas.',
  notMeInvalidTitle: 'Ce lien ne fonctionne pas',
  notMeInvalid:
    'Il est peut-être trop ancien ou incomplet. Rien n’a été changé. Connectez-vous pour voir vos appareils associés, et dissociez ceux que vous ne connaissez pas.',
}
