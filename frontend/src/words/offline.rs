//! The words of being without a network, and of messages to a browser.

words! { OfflineWords, OFFLINE_EN, OFFLINE_FR;
    offline: "You are offline", "Vous êtes hors ligne";
    how_it_was: "Last known state:", "Dernier état connu :";
    not_kept: "This page was not kept on this device. These were:", "Cette page n'a pas été gardée sur cet appareil. Celles-ci l'ont été :";
    what_you_did: "What you did here", "Ce que vous avez fait ici";
    queued: "Waits for the network", "Attend le réseau";
    sent: "Sent", "Envoyé";
    moved_on: "Refused: it has changed since you saw it", "Refusé : l'état a changé depuis";
    gone: "Refused: it is not there any more", "Refusé : cela n'existe plus";
    refused: "Refused: see how it is now", "Refusé : voyez l'état actuel";
    seen: "OK", "OK";
    unsent: "Part of what you did here was not sent. What still waits for the network is lost once you sign out.", "Une partie de ce que vous avez fait ici n'a pas été envoyée. Ce qui attend encore le réseau sera perdu si vous vous déconnectez.";
    stay: "Stay, and send it later", "Rester et l'envoyer plus tard";
    lose: "Sign out and lose it", "Se déconnecter et le perdre";

    notifications: "Notifications on this device", "Notifications sur cet appareil";
    notifications_why: "Alarms come to this browser even while no page is open.", "Les alarmes arrivent dans ce navigateur même si aucune page n'est ouverte.";
    subscribe: "Tell me on this device", "M'avertir sur cet appareil";
    denied: "This browser does not let us. Allow notifications for this site in its settings.", "Ce navigateur ne le permet pas. Autorisez les notifications de ce site dans ses réglages.";
    failed: "The notification service of this browser does not answer. Try again later.", "Le service de notifications de ce navigateur ne répond pas. Réessayez plus tard.";
    browsers: "Browsers that are told", "Navigateurs avertis";
    unsubscribe: "Tell it no more", "Ne plus l'avertir";
}
