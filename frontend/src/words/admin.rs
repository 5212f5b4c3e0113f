//! The words of the administration: a table of its own, since nobody else's pages need them.

use valmetal_domain::{access::Role, entity::FarmRole, user::User};

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
}

impl AdminWords {
    /// What is said after something was done, by its name in the address.
    pub(crate) fn said(&self, what: &str) -> Option<&'static str> {
        match what {
            "saved" => Some(self.saved),
            "invited" => Some(self.invited),
            _ => None,
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

    /// Whether somebody may sign in.
    pub(crate) fn sign_in(&self, user: &User) -> &'static str {
        match (user.enabled, user.is_invited()) {
            (false, _) => self.may_not_sign_in,
            (true, true) => self.not_accepted_yet,
            (true, false) => self.may_sign_in,
        }
    }
}
