//! The words of the administration: a table of its own, since nobody else's pages need them.

use valmetal_domain::{
    access::Role,
    alarm::escalation::EscalationStatus,
    audit::{Action, Kind},
    content::ArticleKind,
    entity::{Channel, FarmRole, Language},
    subscription::Failure,
    user::User,
};

words! { AdminWords, ADMIN_EN, ADMIN_FR;
    // Everywhere
    cancel: "Cancel", "Annuler";
    name: "Name", "Nom";
    email: "E-mail address", "Adresse courriel";
    created: "Created", "Créé";
    saved: "Saved.", "Enregistré.";
    cannot_be_undone: "This cannot be undone.", "Cela ne peut pas être annulé.";
    role: "Role", "Rôle";

    // Users
    users: "Users", "Utilisateurs";
    new_user: "New user", "Nouvel utilisateur";
    everybody: "Everybody", "Tout le monde";
    nobody: "Nobody here.", "Personne ici.";
    worker: "Worker", "Travailleur";
    farmer: "Farmer", "Agriculteur";
    technician: "Technician", "Technicien";
    administrator: "Administrator", "Administrateur";
    no_role: "No role", "Aucun rôle";
    role_on_platform: "Role on the platform", "Rôle sur la plateforme";
    farms_of_user: "Farms, and the role on each", "Fermes, et le rôle sur chacune";
    another_farm: "Another farm", "Une autre ferme";
    told_in: "Language of messages", "Langue des messages";
    language_of_farm: "The farm's", "Celle de la ferme";
    invitation_note: "The person gets an invitation by mail, with a password for the first sign-in.", "La personne reçoit une invitation par courriel, avec un mot de passe pour la première connexion.";
    invite_user: "Create and invite", "Créer et inviter";
    invited: "The invitation is on its way.", "L'invitation est en route.";
    signs_in_with: "Signs in with", "Se connecte avec";
    sign_in_state: "Sign-in", "Connexion";
    may_sign_in: "May sign in", "Peut se connecter";
    may_not_sign_in: "May not sign in", "Ne peut pas se connecter";
    not_accepted_yet: "Invited, not accepted yet", "Invité, pas encore accepté";
    person: "Person", "Personne";
    written_to: "Written to at", "Adresse de correspondance";
    role_and_farms: "Role and farms", "Rôle et fermes";
    next_token_note: "It holds from the person's next token on, a quarter of an hour later at most.", "Cela vaut dès le prochain jeton de la personne, au plus tard dans un quart d'heure.";
    invite_again: "Send the invitation again", "Renvoyer l'invitation";
    disable: "Keep from signing in", "Empêcher la connexion";
    enable: "Let sign in again", "Permettre la connexion";
    disable_note: "Whoever may not sign in keeps their farms and is still told of alarms.", "Qui ne peut pas se connecter garde ses fermes et reste averti des alarmes.";
    delete_user: "Delete user", "Supprimer l'utilisateur";
    will_not_sign_in: "will not be able to sign in any more.", "ne pourra plus se connecter.";
    memberships_end: "Memberships of farms that end:", "Nombre de fermes dont la personne ne fera plus partie :";
    told_no_more: "The person is not told of alarms any more.", "La personne n'est plus avertie des alarmes.";

    // Farms
    new_farm: "New farm", "Nouvelle ferme";
    no_farm: "No farm here.", "Aucune ferme ici.";
    time_zone: "Time zone", "Fuseau horaire";
    language_of_people: "Language of its people", "Langue de ses gens";
    create: "Create", "Créer";
    add: "Add", "Ajouter";
    the_farm: "The farm", "La ferme";
    as_farmer: "As its people see it", "Comme ses gens la voient";
    hierarchy: "What stands there", "Ce qui s'y trouve";
    kind: "Kind", "Type";
    thing: "Thing", "Objet connecté";
    add_entity: "Add something", "Ajouter un élément";
    stands_below: "Stands below", "Placé sous";
    below_it: "Below it", "En dessous";
    rename: "Rename", "Renommer";
    move_it: "Move", "Déplacer";
    moves_with_it: "What stands below moves with it:", "Ce qui se trouve en dessous suit :";
    delete_entity: "Delete", "Supprimer";
    must_be_empty: "It cannot be deleted yet. What stands below must go first:", "Impossible pour l'instant. Ce qui se trouve en dessous doit partir d'abord :";
    must_be_retired: "It cannot be deleted yet. A machine is commissioned here and must be retired first:", "Impossible pour l'instant. Une machine est mise en service ici et doit d'abord être retirée :";
    leaves_farm: "will not stand any more on", "ne fera plus partie de";
    members: "Members", "Membres";
    add_member_note: "To add a person, open their page and give them this farm:", "Pour ajouter une personne, ouvrez sa page et donnez-lui cette ferme :";
    remove_member: "Remove from the farm", "Retirer de la ferme";
    sees_no_more: "will not see any more", "ne verra plus";
    delete_farm: "Delete farm", "Supprimer la ferme";
    memberships_of_farm_end: "Members that lose it:", "Membres qui la perdent :";
    alarms_of_farm_gone: "Nobody sees its alarms, feed and documents any more.", "Plus personne ne voit ses alarmes, son alimentation et ses documents.";
    farm_must_be_empty: "It cannot be deleted yet. What stands on it must go first:", "Impossible pour l'instant. Ce qui s'y trouve doit partir d'abord :";

    // Machines
    machines: "Machines", "Machines";
    search_fleet: "Search the fleet", "Chercher dans la flotte";
    search: "Search", "Chercher";
    how_to_search: "How to search", "Comment chercher";
    search_help: "field:value, joined by AND, OR, NOT and parentheses. * stands for anything, ? for one character; numbers can be compared, as in connectivity.timestamp:>1700000000. Fields:", "champ:valeur, joints par AND, OR, NOT et des parenthèses. * remplace n'importe quoi, ? un caractère; les nombres se comparent, comme dans connectivity.timestamp:>1700000000. Champs :";
    bad_query: "This is not a query that the index takes.", "Ce n'est pas une requête que l'index accepte.";
    index_lags: "The index lags the machines by a little.", "L'index suit les machines avec un léger retard.";
    model: "Model", "Modèle";
    connection: "Connection", "Connexion";
    connected: "Connected", "Connectée";
    not_connected: "Not connected", "Non connectée";
    never_seen: "Never seen", "Jamais vue";
    no_thing: "No machine here.", "Aucune machine ici.";
    session: "Session", "Session";
    gateway: "Connected through", "Connectée par";
    no_gateway: "Nothing: it has its own connection", "Rien : elle a sa propre connexion";
    last_outage: "Last outage", "Dernière coupure";
    registry: "Registry", "Registre";
    not_registered: "It has no entry: it is being commissioned or retired.", "Elle n'a pas d'entrée : elle est en cours de mise en service ou de retrait.";
    shadow: "Shadow", "Jumeau numérique";
    no_shadow: "It has no shadow yet.", "Elle n'a pas encore de jumeau numérique.";
    value: "Value", "Valeur";
    reported: "Reported", "Signalée";
    desired: "Desired", "Voulue";
    not_yet: "not yet", "pas encore";
    commission: "Commission a machine", "Mettre une machine en service";
    commission_now: "Commission", "Mettre en service";
    commissioned: "Commissioned:", "Mise en service :";
    no_machine_to_commission: "Every machine of this farm is commissioned. Add another to the farm first.", "Toutes les machines de cette ferme sont en service. Ajoutez-en d'abord une autre à la ferme.";
    thing_name: "Name as a thing, and of its MQTT client", "Nom de l'objet connecté et de son client MQTT";
    has_signing_request: "The machine has made its own key", "La machine a fait sa propre clé";
    signing_request: "Certificate signing request (PEM)", "Demande de signature de certificat (PEM)";
    shown_once: "The certificate and its private key are shown once, on the next page. Nobody keeps the key.", "Le certificat et sa clé privée sont montrés une seule fois, à la page suivante. Personne ne garde la clé.";
    save_now: "Give this to the machine now. The private key is shown this once and is kept by nobody; if it is lost, retire the machine and begin anew.", "Donnez ceci à la machine maintenant. La clé privée est montrée une seule fois et n'est gardée par personne; si elle est perdue, retirez la machine et recommencez.";
    connects_to: "Connects to", "Se connecte à";
    certificate: "Certificate", "Certificat";
    certificate_id: "Certificate id", "Identifiant du certificat";
    private_key: "Private key", "Clé privée";
    code_certificate: "Code 1: who it is, where it connects to, its certificate", "Code 1 : qui elle est, où elle se connecte, son certificat";
    code_key: "Code 2: its private key", "Code 2 : sa clé privée";
    no_code: "The certificate is too long for a QR code. Save the files.", "Le certificat est trop long pour un code QR. Enregistrez les fichiers.";
    save_file: "Save as a file", "Enregistrer le fichier";
    i_saved_it: "The machine has it", "La machine l'a";
    retire: "Retire the machine", "Retirer la machine";
    certificates_end: "Its certificates end at once, and it cannot connect any more.", "Ses certificats prennent fin sur-le-champ, et elle ne peut plus se connecter.";
    shadow_and_entry_go: "Its shadow and its entry in the registry are deleted.", "Son jumeau numérique et son entrée au registre sont supprimés.";
    stays_on_farm: "stays on the farm with its history, and can be commissioned anew.", "reste sur la ferme avec son historique et peut être remise en service.";

    // The alarm catalogue
    catalogue: "Alarm catalogue", "Catalogue d'alarmes";
    in_force: "In force", "En vigueur";
    none_in_force: "No catalogue is in force.", "Aucun catalogue n'est en vigueur.";
    number_of_document: "The document's number", "Numéro du document";
    codes: "Codes", "Codes";
    last_refused: "The last document that was deployed was refused; the one in force stays.", "Le dernier document déployé a été refusé; celui en vigueur reste.";
    versions: "Versions", "Versions";
    version: "Version", "Version";
    new_version: "New version", "Nouvelle version";
    description: "Description", "Description";
    state_of_it: "State", "État";
    deployed: "Deployed", "Déployée";
    deployments: "Deployments", "Déploiements";
    completed: "Completed", "Terminé";
    roll_back: "Roll back", "Revenir en arrière";
    roll_back_note: "Deploys the version that was in force before this one.", "Déploie la version qui était en vigueur avant celle-ci.";
    deploy: "Put into force", "Mettre en vigueur";
    deploy_version: "Deploy version", "Déployer la version";
    deploy_note: "It holds for all farms within two minutes. Open alarms keep what they have.", "Elle vaut pour toutes les fermes en moins de deux minutes. Les alarmes ouvertes gardent ce qu'elles ont.";
    deploying: "The deployment has begun. It is in force within two minutes.", "Le déploiement a commencé. Il est en vigueur en moins de deux minutes.";
    edit: "Edit", "Modifier";
    edit_note: "A change is kept as a new version, and needs a number of its own. It is not in force until it is deployed.", "Une modification est gardée comme nouvelle version et demande son propre numéro. Elle n'est en vigueur qu'une fois déployée.";
    document: "Document (JSON)", "Document (JSON)";
    what_changes: "What changes", "Ce qui change";
    check: "Check", "Vérifier";
    keep_version: "Keep as a new version", "Garder comme nouvelle version";
    kept: "The version is kept. It is not in force until it is deployed.", "La version est gardée. Elle n'est en vigueur qu'une fois déployée.";
    faults: "Faults", "Erreurs";
    no_fault: "There is no fault in it.", "Il ne contient aucune erreur.";
    no_json: "This is not JSON: see this line and column.", "Ce n'est pas du JSON : voyez cette ligne et cette colonne.";
    change_made: "The change is made in the document below, with the next number. Look at it, then keep it.", "La modification est faite dans le document ci-dessous, avec le numéro suivant. Regardez-la, puis gardez-la.";

    // What-if
    what_if: "What if?", "Et si?";
    what_if_why: "What another delay would have changed: the real journal of a farm is gone through once more, and nothing is changed by it.", "Ce qu'un autre délai aurait changé : le vrai journal d'une ferme est parcouru de nouveau, et rien n'est modifié.";
    code: "Alarm", "Alarme";
    how_far_back: "How far back", "Jusqu'où reculer";
    one_day: "1 day", "1 jour";
    one_week: "1 week", "1 semaine";
    one_month: "30 days", "30 jours";
    one_year: "1 year", "1 an";
    on_delay: "On-delay in seconds", "Délai d'activation en secondes";
    off_delay: "Off-delay in seconds", "Délai de retour en secondes";
    deadband: "Deadband", "Bande morte";
    empty_stays: "What is left empty stays as it is.", "Ce qui est laissé vide reste tel quel.";
    no_seconds: "Whole seconds, from 0 to 3600.", "Des secondes entières, de 0 à 3600.";
    no_number: "It must be a number.", "Ce doit être un nombre.";
    ask_journal: "Ask the journal", "Interroger le journal";
    period: "Period", "Période";
    calls_before: "Calls as it was", "Appels, tel que c'était";
    calls_after: "Calls as it would have been", "Appels, tel que ç'aurait été";
    fewer: "Fewer", "De moins";
    more_calls: "More", "De plus";
    later: "Later", "Plus tard";
    later_by: "Later by (half / most)", "Retard (moitié / maximum)";
    alarm: "Alarm", "Alarme";
    before: "Before", "Avant";
    after: "After", "Après";
    nothing_would_change: "No alarm would have been another.", "Aucune alarme n'aurait été différente.";
    records_read: "records of the journal were gone through.", "entrées du journal ont été parcourues.";
    change_catalogue: "Make this change in the catalogue", "Faire ce changement dans le catalogue";
    running: "The journal is being gone through:", "Le journal est parcouru :";
    too_long: "The journal of this period is longer than can be gone through. Ask about a shorter one.", "Le journal de cette période est trop long. Choisissez-en une plus courte.";

    // Key figures
    key_figures: "Alarm key figures", "Indicateurs d'alarmes";
    show: "Show", "Afficher";
    busiest_day: "Per hour, on the busiest day", "Par heure, le jour le plus chargé";
    floods: "Floods", "Avalanches";
    flood_time: "Time in flood", "Durée en avalanche";
    chattering: "Activations in chatter", "Activations en battement";
    fleeting: "Fleeting", "Fugitives";
    stale: "Stale", "Périmées";
    stale_now: "Stale today", "Périmées aujourd'hui";
    exhausted: "Told everybody, nobody took it", "Tous avertis, sans réponse";
    per_hour_by_day: "Alarms per hour, by day", "Alarmes par heure, par jour";
    limit_note: "The dashed line is what one person can deal with for long: six alarms an hour (ISA-18.2).", "La ligne pointillée est ce qu'une personne peut traiter longtemps : six alarmes par heure (ISA-18.2).";
    day: "Day", "Jour";
    per_hour: "Per hour", "Par heure";
    taken_half: "Half taken within", "La moitié prise en";
    taken_most: "95 % taken within", "95 % prises en";
    top_ten: "The ten most frequent", "Les dix plus fréquentes";
    times: "Times", "Fois";
    no_alarm_in_period: "No alarm in this period.", "Aucune alarme dans cette période.";

    // Executions
    executions: "Executions", "Exécutions";
    execution: "Execution", "Exécution";
    running_now: "Running", "En cours";
    all_of_them: "All", "Toutes";
    escalation_word: "Escalation", "Escalade";
    level: "level", "niveau";
    no_execution: "Nobody is being told of anything.", "Personne n'est averti de quoi que ce soit.";
    more_farms: "More farms", "Plus de fermes";
    began: "Began", "Début";
    ended: "Ended", "Fin";
    before_first_level: "Before the first call", "Avant le premier appel";
    level_told: "Told: step", "Averti : étape";
    level_failed: "Nobody could be told: step", "Personne n'a pu être averti : étape";
    everybody_told: "Everybody was told", "Tout le monde a été averti";
    the_alarm: "The alarm", "L'alarme";
    the_escalation: "Who was told", "Qui a été averti";

    // Content
    articles: "Articles", "Articles";
    new_article: "New article", "Nouvel article";
    title: "Title", "Titre";
    body_markdown: "Text (Markdown)", "Texte (Markdown)";
    about_models: "Models, with commas; empty for all", "Modèles, séparés par des virgules; vide pour tous";
    about_alarms: "Alarm codes, with commas", "Codes d'alarme, séparés par des virgules";
    changed_at: "Changed", "Modifié";
    no_article: "No article here.", "Aucun article ici.";
    preview: "Preview", "Aperçu";
    save_draft: "Save the draft", "Enregistrer le brouillon";
    publish_draft: "Publish the draft", "Publier le brouillon";
    unpublish: "Take back", "Retirer";
    is_published: "The draft is published.", "Le brouillon est publié.";
    is_unpublished: "Nobody reads it any more. Its versions stay.", "Plus personne ne le lit. Ses versions restent.";
    delete_article: "Delete article", "Supprimer l'article";
    versions_go: "All its versions and its draft are deleted.", "Toutes ses versions et son brouillon sont supprimés.";
    is_read: "what people read", "ce que les gens lisent";
    never_published: "It was never published.", "Il n'a jamais été publié.";

    // Reachability and audit
    reachability: "Reachability", "Joignabilité";
    reachability_why: "Whose channels were last seen to work. That a channel took a message does not mean that it was read.", "Quels canaux fonctionnaient la dernière fois. Qu'un canal ait accepté un message ne veut pas dire qu'il a été lu.";
    channels: "Channels", "Canaux";
    works: "works", "fonctionne";
    does_not_work: "does not work", "ne fonctionne pas";
    never_tried: "never tried", "jamais essayé";
    cannot_be_told: "Cannot be told of anything", "Ne peut être averti de rien";
    audit: "Audit", "Journal des actions";
    no_farm_platform: "None: the platform", "Aucune : la plateforme";
    from: "From", "Du";
    to: "To", "Au";
    when: "When", "Quand";
    who: "Who", "Qui";
    what: "What", "Quoi";
    nothing_done: "Nobody did anything in this time.", "Personne n'a rien fait pendant cette période.";
}

impl AdminWords {
    /// What is said after something was done, by its name in the address.
    pub(crate) fn said(&self, what: &str) -> Option<&'static str> {
        match what {
            "saved" => Some(self.saved),
            "invited" => Some(self.invited),
            "kept" => Some(self.kept),
            "published" => Some(self.is_published),
            "unpublished" => Some(self.is_unpublished),
            "deploying" => Some(self.deploying),
            _ => None,
        }
    }

    fn pick<T>(&self, en: T, fr: T) -> T {
        match self.language {
            Language::En => en,
            Language::Fr => fr,
        }
    }

    /// How far a deployment is, by AppConfig's word for it.
    pub(crate) fn deployment_state(&self, state: &str) -> &'static str {
        match state {
            "COMPLETE" => self.pick("Complete", "Terminé"),
            "ROLLED_BACK" | "REVERTED" => self.pick("Taken back", "Annulé"),
            "ROLLING_BACK" => self.pick("Being taken back", "En cours d'annulation"),
            _ => self.pick("On its way", "En cours"),
        }
    }

    /// How an escalation goes.
    pub(crate) fn escalation(&self, status: &EscalationStatus) -> &'static str {
        match status {
            EscalationStatus::Wanted => self.pick("About to begin", "Sur le point de commencer"),
            EscalationStatus::Running => self.pick("Running", "En cours"),
            EscalationStatus::Stopped => self.pick("Stopped", "Arrêtée"),
            EscalationStatus::Exhausted => {
                self.pick("Everybody told, no answer", "Tous avertis, sans réponse")
            }
            EscalationStatus::Failed => self.pick("Failed", "Échouée"),
        }
    }

    /// How an execution is, by the service's word for it.
    pub(crate) fn execution_status(&self, status: &str) -> &'static str {
        match status {
            "RUNNING" => self.pick("Running", "En cours"),
            "SUCCEEDED" => self.pick("Done", "Terminée"),
            "ABORTED" => self.pick("Stopped", "Arrêtée"),
            "TIMED_OUT" => self.pick("Timed out", "Temps écoulé"),
            "PENDING_REDRIVE" => self.pick("About to go on", "Sur le point de reprendre"),
            _ => self.pick("Failed", "Échouée"),
        }
    }

    /// The kinds of articles: on the wire, and in words.
    pub(crate) fn article_kinds(&self) -> [(&'static str, &'static str); 3] {
        [ArticleKind::Manual, ArticleKind::FixCard, ArticleKind::Notice]
            .map(|kind| (kind.as_str(), self.article_kind(&kind)))
    }

    /// A kind of article.
    pub(crate) fn article_kind(&self, kind: &ArticleKind) -> &'static str {
        match kind {
            ArticleKind::Manual => self.pick("Manual", "Manuel"),
            ArticleKind::FixCard => self.pick("Fix card", "Fiche de dépannage"),
            ArticleKind::Notice => self.pick("Notice", "Avis"),
        }
    }

    /// Whether people read an article, and whether its draft says something else.
    pub(crate) fn article_state(&self, published: &Option<u32>, changed: &bool) -> &'static str {
        match (published, changed) {
            (None, _) => self.pick("Draft", "Brouillon"),
            (Some(_), true) => {
                self.pick("Published, the draft is newer", "Publié, le brouillon est plus récent")
            }
            (Some(_), false) => self.pick("Published", "Publié"),
        }
    }

    /// A way to tell somebody.
    pub(crate) fn channel_name(&self, channel: &Channel) -> &'static str {
        match channel {
            Channel::Mail => self.pick("Mail", "Courriel"),
            Channel::Sms => self.pick("Text message", "Message texte"),
            Channel::Push => self.pick("Browser", "Navigateur"),
        }
    }

    /// Why a channel does not work.
    pub(crate) fn failure_name(&self, failure: &Failure) -> &'static str {
        match failure {
            Failure::Unavailable => self.pick("the channel was away", "le canal ne répondait pas"),
            Failure::Refused => {
                self.pick("the address is wrong, or its owner opted out", "adresse erronée, ou désabonnement")
            }
            Failure::Gone => self.pick("nobody is there any more", "il n'y a plus personne"),
        }
    }

    /// What somebody did, before what it was done to.
    pub(crate) fn action_name(&self, action: &Action) -> &'static str {
        match action {
            Action::Created => self.pick("Created", "A créé"),
            Action::Changed => self.pick("Changed", "A modifié"),
            Action::Deleted => self.pick("Deleted", "A supprimé"),
            Action::UploadRequested => self.pick("Uploaded", "A téléversé"),
            Action::Deployed => self.pick("Put into force", "A mis en vigueur"),
            Action::Acknowledged => self.pick("Took", "A pris en charge"),
            Action::Reset => self.pick("Reset", "A réarmé"),
            Action::Shelved => self.pick("Put aside", "A mis de côté"),
            Action::Unshelved => self.pick("Took back from the shelf", "A repris"),
            Action::Suppressed => self.pick("Suppressed", "A supprimé par conception"),
            Action::Unsuppressed => self.pick("Ended the suppression of", "A mis fin à la suppression de"),
            Action::TakenOutOfService => self.pick("Took out of service", "A mis hors service"),
            Action::ReturnedToService => self.pick("Put back in service", "A remis en service"),
            Action::Commented => self.pick("Commented on", "A commenté"),
            Action::Assigned => self.pick("Assigned", "A assigné"),
        }
    }

    /// What it was done to.
    pub(crate) fn audited_kind(&self, kind: &Kind) -> &'static str {
        match kind {
            Kind::Alarm => self.pick("the alarm", "l'alarme"),
            Kind::Farm => self.pick("the farm", "la ferme"),
            Kind::Entity => self.pick("on the farm:", "sur la ferme :"),
            Kind::Place => self.pick("the place of the machine", "l'emplacement de la machine"),
            Kind::Member => self.pick("the member", "le membre"),
            Kind::File => self.pick("the file", "le fichier"),
            Kind::Catalogue => self.pick("the catalogue's version", "la version du catalogue"),
        }
    }

    /// The roles on the platform: on the wire, and in words.
    pub(crate) fn roles(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("worker", self.worker),
            ("farmer", self.farmer),
            ("technician", self.technician),
            ("admin", self.administrator),
        ]
    }

    /// A role.
    pub(crate) fn role_name(&self, role: &Role) -> &'static str {
        match role {
            Role::Worker => self.worker,
            Role::Farmer => self.farmer,
            Role::Technician => self.technician,
            Role::Admin => self.administrator,
        }
    }

    /// A role on a farm.
    pub(crate) fn farm_role_name(&self, role: &FarmRole) -> &'static str {
        self.role_name(&Role::from(*role))
    }

    /// A language, as it calls itself.
    pub(crate) fn language_name(&self, language: &Language) -> &'static str {
        match language {
            Language::En => "English",
            Language::Fr => "Français",
        }
    }

    /// Whether somebody may sign in.
    pub(crate) fn sign_in(&self, user: &User) -> &'static str {
        match (user.enabled, user.is_invited()) {
            (false, _) => self.may_not_sign_in,
            (true, true) => self.not_accepted_yet,
            (true, false) => self.may_sign_in,
        }
    }
}
