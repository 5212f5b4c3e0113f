//! What the API has against a request, in a person's language. The API says it in English and by a stable code; the code is what is
//! translated here, and its English is shown where it says more than the code does.

use valmetal_domain::entity::Language;

use super::Words;
use crate::api::{FieldProblem, Problem};

impl Words {
    /// Why nothing came of a request.
    pub(crate) fn refusal(&self, problem: &Problem) -> String {
        let known = REFUSALS.iter().find(|(code, ..)| *code == problem.code);
        match (known, problem.status) {
            (Some((_, en, fr)), _) => self.pick(en, fr).to_owned(),
            (None, 412) => self.somebody_changed_it.to_owned(),
            (None, 403) => self.not_allowed.to_owned(),
            (None, 429) => self.too_many_tries.to_owned(),
            (None, _) if !problem.errors.is_empty() => self.see_the_fields.to_owned(),
            (None, _) if self.language == Language::En && !problem.detail.is_empty() => {
                problem.detail.clone()
            }
            (None, _) => self.refused_generally.to_owned(),
        }
    }

    /// What is wrong with one field.
    pub(crate) fn field_fault(&self, fault: &FieldProblem) -> String {
        // The last name of the path; one of a list is named as the list.
        let name = fault.field.rsplit('.').next().and_then(|name| name.split('[').next()).unwrap_or_default();
        let by_form = FORMS.iter().filter(|_| fault.code == "invalid").find(|(field, ..)| *field == name);
        let known = by_form.or_else(|| RULES.iter().find(|(code, ..)| *code == fault.code));
        match known {
            Some((_, en, fr)) => self.pick(en, fr).to_owned(),
            None if self.language == Language::En && !fault.detail.is_empty() => fault.detail.clone(),
            None => self.bad_value.to_owned(),
        }
    }
}

type Row = (&'static str, &'static str, &'static str);

/// By the code of a problem.
const REFUSALS: &[Row] = &[
    ("alreadySubscribed", "This address is subscribed already.", "Cette adresse est déjà abonnée."),
    (
        "tooManySubscriptions",
        "You have as many subscriptions as there can be.",
        "Vous avez déjà le nombre maximal d'abonnements.",
    ),
    (
        "noRoomForFilters",
        "No more subscriptions fit in for now.",
        "Il n'y a plus de place pour un abonnement pour le moment.",
    ),
    ("noChannel", "This channel is not set up.", "Ce moyen n'est pas configuré."),
    ("alreadyDone", "Somebody has done it already.", "Quelqu'un l'a déjà fait."),
    (
        "taskOfSchedule",
        "A schedule makes this task. Change or delete the schedule.",
        "Un calendrier crée cette tâche. Modifiez ou supprimez le calendrier.",
    ),
    (
        "commandPending",
        "Something was asked of the machine that it has not done yet. Wait, or take that back.",
        "La machine n'a pas encore fait ce qui lui a été demandé. Attendez, ou annulez cette demande.",
    ),
    (
        "outOfService",
        "The machine is out of service: somebody may be working on it.",
        "La machine est hors service : quelqu'un y travaille peut-être.",
    ),
    ("retiring", "The machine is being retired.", "La machine est en train d'être retirée."),
    ("commandEnded", "It is too late: that has ended already.", "Trop tard : c'est déjà terminé."),
    (
        "userExists",
        "Somebody signs in with this address already.",
        "Quelqu'un se connecte déjà avec cette adresse.",
    ),
    (
        "alreadyMember",
        "Whoever signs in with this address is on the farm already.",
        "La personne qui se connecte avec cette adresse fait déjà partie de la ferme.",
    ),
    (
        "ownAccess",
        "Nobody takes away their own access. Ask another administrator.",
        "Personne ne retire son propre accès. Demandez à un autre administrateur.",
    ),
    (
        "invitationAccepted",
        "The person has accepted the invitation already.",
        "Cette personne a déjà accepté l'invitation.",
    ),
    (
        "tooManyChanges",
        "More than fifty farms change at once. Do it in two steps.",
        "Plus de cinquante fermes changent à la fois. Faites-le en deux étapes.",
    ),
    (
        "tooManyFarms",
        "A person belongs to at most 50 farms.",
        "Une personne fait partie d'au plus 50 fermes.",
    ),
    (
        "isTheFarm",
        "The farm itself is changed on the farm's page.",
        "La ferme elle-même se modifie sur sa propre page.",
    ),
    (
        "hasChildren",
        "Something stands below it. That must go first.",
        "Il y a des éléments en dessous. Ils doivent partir d'abord.",
    ),
    (
        "hasThing",
        "A machine is commissioned here. Retire it first.",
        "Une machine est mise en service ici. Retirez-la d'abord.",
    ),
    (
        "tooManyItems",
        "More machines change at once than can be changed together. Move them one by one.",
        "Plus de machines changent à la fois qu'il n'est possible. Déplacez-les une à une.",
    ),
    ("farmIsFull", "The farm holds as much as it can.", "La ferme contient déjà le maximum."),
    ("thingExists", "Another machine has this name.", "Une autre machine porte ce nom."),
    (
        "alreadyProvisioned",
        "The machine has a certificate already. Retire it to begin anew.",
        "La machine a déjà un certificat. Retirez-la pour recommencer.",
    ),
    (
        "keyNotKept",
        "The machine was commissioned, and its private key was shown once. Retire it to begin anew.",
        "La machine a été mise en service et sa clé privée a été montrée une seule fois. Retirez-la pour recommencer.",
    ),
    ("thingRetired", "The machine was retired since.", "La machine a été retirée depuis."),
    (
        "deploymentRunning",
        "Another deployment is on its way. Try again when it is done.",
        "Un autre déploiement est en cours. Réessayez lorsqu'il sera terminé.",
    ),
    (
        "nothingBefore",
        "No other version was deployed before the one in force.",
        "Aucune autre version n'a été déployée avant celle en vigueur.",
    ),
    (
        "badCatalogue",
        "The catalogue has faults. The one in force stays.",
        "Le catalogue contient des erreurs. Celui en vigueur reste.",
    ),
    (
        "published",
        "People read the article. Unpublish it first.",
        "L'article est publié. Retirez-le d'abord.",
    ),
    ("notPublished", "The article is not published.", "L'article n'est pas publié."),
    ("unchanged", "The draft says what is published already.", "Le brouillon dit déjà ce qui est publié."),
    (
        "idempotencyKeyReused",
        "This page was sent before with other values. Open it again.",
        "Cette page a déjà été envoyée avec d'autres valeurs. Ouvrez-la de nouveau.",
    ),
];

/// By the code of a field's fault.
const RULES: &[Row] = &[
    (
        "interval",
        "1 to 3,660 days, or 1 to 100,000 running hours.",
        "De 1 à 3 660 jours, ou de 1 à 100 000 heures de marche.",
    ),
    ("remindDays", "That many days before is too early.", "C'est trop de jours d'avance."),
    (
        "noThing",
        "Running hours need a machine that is connected.",
        "Les heures de marche demandent une machine reliée.",
    ),
    (
        "firstDayOfHours",
        "With running hours there is no first day.",
        "Avec des heures de marche, il n'y a pas de premier jour.",
    ),
    ("tooManyParts", "Too many parts.", "Trop de pièces."),
    ("partTwice", "A part number is there twice.", "Un numéro de pièce est là deux fois."),
    ("quantity", "A quantity is a whole number from 1.", "Une quantité est un nombre entier à partir de 1."),
    (
        "warrantyBeforeInstallation",
        "The warranty cannot end before the machine was installed.",
        "La garantie ne peut pas finir avant l'installation de la machine.",
    ),
    ("expiryOutOfRange", "At most 24 hours from now.", "Au plus 24 heures à partir de maintenant."),
    ("length", "It is empty or too long.", "C'est vide ou trop long."),
    ("missingField", "This is needed.", "Ce champ est requis."),
    ("required", "This is needed.", "Ce champ est requis."),
    ("duplicate", "It is there twice.", "Cette valeur est là deux fois."),
    ("alreadyMember", "This person is on the farm already.", "Cette personne fait déjà partie de la ferme."),
    ("noSuchFarm", "There is no such farm.", "Il n'y a pas de telle ferme."),
    (
        "tooManyFarms",
        "A person belongs to at most 50 farms.",
        "Une personne fait partie d'au plus 50 fermes.",
    ),
    (
        "reservedName",
        "Names that begin with “valmetal-” are the platform's own.",
        "Les noms qui commencent par « valmetal- » sont ceux de la plateforme.",
    ),
    (
        "noSuchEntity",
        "The farm has no such place or machine.",
        "La ferme n'a pas cet endroit ou cette machine.",
    ),
    (
        "noSuchTimeZone",
        "There is no such time zone. America/Toronto is one.",
        "Ce fuseau horaire n'existe pas. America/Toronto en est un.",
    ),
    ("noSuchParent", "The farm has no such place.", "La ferme n'a pas cet endroit."),
    ("noSuchThing", "The farm has no such machine.", "La ferme n'a pas cette machine."),
    (
        "misplaced",
        "This cannot stand directly below that.",
        "Ceci ne peut pas être placé directement sous cela.",
    ),
    ("belowItself", "Nothing stands below itself.", "Rien ne peut être placé sous soi-même."),
    ("notEquipment", "Only a machine can be commissioned.", "Seule une machine peut être mise en service."),
    ("unknownCode", "The catalogue has no such code.", "Le catalogue n'a pas ce code."),
    ("tooManyModels", "At most 50 models.", "Au plus 50 modèles."),
    ("tooManyAlarmCodes", "At most 50 codes.", "Au plus 50 codes."),
];

/// By the name of a field whose value does not have the form it must have.
const FORMS: &[Row] = &[
    ("address", "It must look like name@example.com.", "L'adresse doit ressembler à nom@exemple.com."),
    ("phone", "It must look like +14185550101.", "Le numéro doit ressembler à +14185550101."),
    (
        "endpoint",
        "It must look like name@example.com or +14185550101.",
        "Il faut quelque chose comme nom@exemple.com ou +14185550101.",
    ),
    (
        "quietHours",
        "Two different times, such as 22:00 and 05:30.",
        "Deux heures différentes, comme 22:00 et 05:30.",
    ),
    ("dueOn", "It must be a day.", "Ce doit être un jour."),
    ("installedOn", "It must be a day.", "Ce doit être un jour."),
    ("warrantyUntil", "It must be a day.", "Ce doit être un jour."),
    ("email", "It must look like name@example.com.", "L'adresse doit ressembler à nom@exemple.com."),
    ("name", "It must have 1 to 100 characters.", "Le nom doit avoir de 1 à 100 caractères."),
    (
        "timezone",
        "It must be a time zone such as America/Toronto.",
        "Ce doit être un fuseau horaire comme America/Toronto.",
    ),
    (
        "thingName",
        "1 to 128 letters without accents, digits, “-”, “_” or “:”.",
        "De 1 à 128 lettres sans accents, chiffres, « - », « _ » ou « : ».",
    ),
    (
        "model",
        "1 to 64 letters without accents, digits, “-”, “_”, “.” or “/”.",
        "De 1 à 64 lettres sans accents, chiffres, « - », « _ », « . » ou « / ».",
    ),
    (
        "code",
        "1 to 64 capital letters, digits, “-” or “_”.",
        "De 1 à 64 lettres majuscules, chiffres, « - » ou « _ ».",
    ),
    (
        "alarmCodes",
        "Each has 1 to 64 capital letters, digits, “-” or “_”, as in MOTOR_OVERLOAD.",
        "Chacun a de 1 à 64 lettres majuscules, chiffres, « - » ou « _ », comme MOTOR_OVERLOAD.",
    ),
    ("models", "Each has 1 to 64 characters.", "Chacun a de 1 à 64 caractères."),
    ("title", "It must have 1 to 200 characters.", "Le titre doit avoir de 1 à 200 caractères."),
    ("body", "It must have 1 to 20,000 characters.", "Le texte doit avoir de 1 à 20 000 caractères."),
];

#[cfg(test)]
mod tests {
    use super::super::{EN, FR};
    use crate::api::{FieldProblem, Problem};

    fn fault(field: &str, code: &str) -> FieldProblem {
        FieldProblem { field: field.into(), code: code.into(), detail: "It is so.".into() }
    }

    #[test]
    fn a_fault_is_said_by_its_code_or_by_the_form_of_its_field() {
        for (field, code, fr) in [
            ("texts.fr.title", "invalid", "Le titre doit avoir de 1 à 200 caractères."),
            (
                "alarmCodes[1]",
                "invalid",
                "Chacun a de 1 à 64 lettres majuscules, chiffres, « - » ou « _ », comme MOTOR_OVERLOAD.",
            ),
            ("email", "missingField", "Ce champ est requis."),
            ("email", "invalid", "L'adresse doit ressembler à nom@exemple.com."),
            ("other", "new", FR.bad_value),
        ] {
            assert_eq!(FR.field_fault(&fault(field, code)), fr, "{field} {code}");
        }
        assert_eq!(EN.field_fault(&fault("other", "new")), "It is so.");
    }

    #[test]
    fn a_refusal_is_said_by_its_code_or_by_its_status() {
        let problem = |status, code: &str| Problem { status, code: code.into(), ..Problem::default() };
        assert_eq!(FR.refusal(&problem(412, "preconditionFailed")), FR.somebody_changed_it);
        assert_eq!(FR.refusal(&problem(403, "forbidden")), FR.not_allowed);
        assert_eq!(FR.refusal(&problem(409, "userExists")), "Quelqu'un se connecte déjà avec cette adresse.");
        assert_eq!(EN.refusal(&problem(409, "new")), EN.refused_generally);
    }
}
