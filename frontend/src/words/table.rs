//! The table: a name, the English, the French.

words! { Words, EN, FR;
    // Signing in
    sign_in: "Sign in", "Se connecter";
    sign_out: "Sign out everywhere", "Se déconnecter partout";
    username: "E-mail address", "Adresse courriel";
    password: "Password", "Mot de passe";
    forgotten_password: "Forgotten password?", "Mot de passe oublié?";
    new_password: "New password", "Nouveau mot de passe";
    new_password_why: "Choose a password of your own to go on.", "Choisissez votre propre mot de passe pour continuer.";
    one_time_code: "Code of your authenticator", "Code de votre authentificateur";
    code: "Code", "Code";
    send_code: "Send me a code", "Envoyez-moi un code";
    code_sent: "If this address is known, a code is on its way to it.", "Si cette adresse est connue, un code y a été envoyé.";
    continue_: "Continue", "Continuer";
    password_changed: "Your password is changed. Sign in with it.", "Votre mot de passe est changé. Connectez-vous avec le nouveau.";
    wrong_password: "The address or the password is wrong.", "L'adresse ou le mot de passe est incorrect.";
    weak_password: "This password is too weak: at least 12 characters with upper and lower case, a digit and a symbol.", "Ce mot de passe est trop faible : au moins 12 caractères avec majuscules, minuscules, un chiffre et un symbole.";
    wrong_code: "This code is wrong.", "Ce code est incorrect.";
    expired: "That took too long. Please start again.", "C'était trop long. Veuillez recommencer.";
    too_many_tries: "Too many tries. Wait a few minutes.", "Trop d'essais. Attendez quelques minutes.";
    must_reset: "Your password must be set anew. Ask for a code.", "Votre mot de passe doit être réinitialisé. Demandez un code.";

    // Everywhere
    administration: "Administration", "Administration";
    skip: "Skip to the content", "Aller au contenu";
    farms: "Farms", "Fermes";
    farm: "Farm", "Ferme";
    alarms: "Alarms", "Alarmes";
    settings: "Settings", "Réglages";
    language_word: "Language", "Langue";
    save: "Save", "Enregistrer";
    back: "Back", "Retour";
    as_of: "State of", "État de";
    now_live: "Live", "En direct";
    not_live: "Not live: trying again", "Pas en direct : nouvel essai";
    just_now: "just now", "à l'instant";
    more: "Show more", "En voir plus";
    you_are_here: "You are here", "Vous êtes ici";
    feed: "Feed", "Alimentation";
    maintenance: "Upkeep", "Entretien";
    more_pages: "More", "Plus";

    // Is anything wrong?
    all_well: "All is well", "Tout va bien";
    all_well_why: "No alarm is open.", "Aucune alarme n'est ouverte.";
    one_to_take: "1 alarm waits for somebody", "1 alarme attend quelqu'un";
    many_to_take: "alarms wait for somebody", "alarmes attendent quelqu'un";
    one_open: "1 alarm is open and taken", "1 alarme est ouverte et prise en charge";
    many_open: "alarms are open and taken", "alarmes sont ouvertes et prises en charge";
    no_farms: "You have no farm yet. Whoever runs one can invite you.", "Vous n'avez pas encore de ferme. La personne qui en gère une peut vous inviter.";
    machines: "Machines", "Machines";
    disconnected: "disconnected", "hors ligne";
    shelved_count: "shelved", "mises de côté";
    out_of_service_count: "out of service", "hors service";

    // Alarms
    open_alarms: "Open", "Ouvertes";
    history: "History", "Historique";
    all_of_them: "All", "Toutes";
    all_of_it: "All of it", "Tout";
    no_alarms: "Nothing here.", "Rien ici.";
    severity: "Severity", "Gravité";
    state: "State", "État";
    machine: "Machine", "Machine";
    part: "Part", "Pièce";
    since: "Since", "Depuis";
    over_since: "Over since", "Terminée depuis";
    taken_since: "Taken", "Prise en charge";
    shelved_until: "Shelved until", "Mise de côté jusqu'à";
    stale: "The machine is offline: this is its last word.", "La machine est hors ligne : c'est son dernier état connu.";
    what_to_do: "What to do", "Quoi faire";
    cause: "Why it may be so", "Cause probable";
    consequence: "If nobody acts", "Si personne n'agit";
    what_happened: "What happened", "Ce qui s'est passé";
    nobody_took_it: "Everybody was told and nobody took it.", "Tout le monde a été averti et personne ne l'a prise.";
    acknowledge: "I take it", "Je m'en occupe";
    comment: "Comment", "Commentaire";
    add_comment: "Add comment", "Ajouter un commentaire";
    shelve: "Put aside", "Mettre de côté";
    shelve_for: "For how long", "Pour combien de temps";
    one_hour: "1 hour", "1 heure";
    four_hours: "4 hours", "4 heures";
    one_day: "1 day", "1 jour";
    reason: "Reason", "Raison";
    unshelve: "Take back from the shelf", "Reprendre";
    reset: "Reset", "Réarmer";
    other_actions: "More actions", "Autres actions";
    moved_on: "The alarm has moved on since you saw it. This is how it is now.", "L'alarme a changé depuis que vous l'avez vue. Voici son état actuel.";
    not_allowed: "Your role on this farm does not allow that.", "Votre rôle sur cette ferme ne le permet pas.";
    the_machine: "The machine", "La machine";
    the_platform: "The platform", "La plateforme";
    a_timer: "A timer", "Une minuterie";

    // Machines
    yes: "Yes", "Oui";
    no: "No", "Non";
    somebody: "Somebody", "Quelqu'un";
    show: "Show", "Afficher";
    time: "Time", "Heure";
    no_machine_here: "No machine is commissioned here.", "Aucune machine n'est en service ici.";
    right_now: "Right now", "En ce moment";
    connection: "Connection", "Connexion";
    connected: "connected", "en ligne";
    never_seen: "never seen yet", "jamais vue";
    machine_offline: "Offline: nobody can say how it is", "Hors ligne : son état est inconnu";
    last_known: "The machine is offline: this is the last it said.", "La machine est hors ligne : c'est ce qu'elle a dit en dernier.";
    model: "Model", "Modèle";
    thing_name: "Name on the network", "Nom sur le réseau";
    connected_through: "Connected through", "Reliée par";
    machine_settings: "How it is set", "Ses réglages";
    asked_for: "Asked for", "Demandé";
    waits_for_machine: "Sent. The machine has not done it yet:", "Envoyé. La machine ne l'a pas encore fait :";
    given_up: "given up", "abandon";
    take_back: "Take it back", "Annuler la demande";
    change_setting: "Change a setting", "Changer un réglage";
    setting: "Setting", "Réglage";
    new_value: "New value", "Nouvelle valeur";
    not_such_a_value: "This setting cannot have such a value.", "Ce réglage ne peut pas avoir cette valeur.";
    give_up_after: "Give up after", "Abandonner après";
    command_hint: "The machine changes by itself. Make sure that nobody is at it.", "La machine change d'elle-même. Assurez-vous que personne n'y travaille.";
    send_command: "Send to the machine", "Envoyer à la machine";
    past_commands: "What was asked before", "Demandes précédentes";
    more_of_machine: "More of this machine", "Plus sur cette machine";
    measured_values: "Measured values", "Valeurs mesurées";
    measured_value: "What is shown", "Valeur affichée";
    alarm_history: "Alarm history", "Historique des alarmes";
    record: "Equipment record", "Fiche d'équipement";
    period: "Period", "Période";
    least: "Least", "Minimum";
    mean: "Mean", "Moyenne";
    greatest: "Greatest", "Maximum";
    numbers: "The numbers", "Les chiffres";
    download_csv: "Download as CSV", "Télécharger en CSV";
    nothing_measured: "The machine has told nothing of this in that time.", "La machine n'en a rien dit pendant cette période.";

    // When it cannot be
    somebody_changed_it: "Somebody else changed it since you opened it. What you typed is still here; look at how it is now, then send it again.", "Quelqu'un d'autre l'a modifié depuis que vous l'avez ouvert. Ce que vous avez écrit est toujours là; voyez comment c'est maintenant, puis envoyez de nouveau.";
    see_the_fields: "Something is not right yet. See the fields below.", "Quelque chose n'est pas encore correct. Voyez les champs ci-dessous.";
    refused_generally: "That cannot be done as things are now.", "Cela ne peut pas se faire dans l'état actuel.";
    bad_value: "This value cannot be.", "Cette valeur ne convient pas.";
    not_found: "Not found", "Introuvable";
    not_found_why: "There is nothing at this address, or it is not yours to see.", "Il n'y a rien à cette adresse, ou vous n'y avez pas accès.";
    away: "The platform does not answer", "La plateforme ne répond pas";
    away_why: "It is not you. Try again in a moment; alarms are still taken in and people are still told.", "Ce n'est pas vous. Réessayez dans un moment; les alarmes sont toujours reçues et les gens toujours avertis.";
    try_again: "Try again", "Réessayer";
    stale_form: "This page was too old. Please send it again.", "Cette page était trop ancienne. Veuillez l'envoyer de nouveau.";
}
