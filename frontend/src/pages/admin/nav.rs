//! The administration's own navigation.

use valmetal_domain::access::{Operation, PlatformOperation, Role};

use crate::{pages::visit::Shell, words::AdminWords};

/// A part of the administration.
pub(in crate::pages) struct Section {
    /// Its first page.
    pub(in crate::pages) href: &'static str,
    /// What it is called.
    pub(in crate::pages) name: &'static str,
    /// Whether this page belongs to it.
    pub(in crate::pages) current: bool,
}

impl Shell {
    /// The administration's words.
    pub(in crate::pages) fn a(&self) -> &'static AdminWords {
        AdminWords::of(self.w.language)
    }

    /// Whether the person runs the platform.
    pub(in crate::pages) fn is_admin(&self) -> bool {
        self.role == Some(Role::Admin)
    }

    /// The parts that the person has.
    pub(in crate::pages) fn sections(&self) -> Vec<Section> {
        use PlatformOperation as P;
        let a = self.a();
        let on_platform = |operation: P| self.role.is_some_and(|role| operation.is_open_to(role));
        let on_farms = |operation: Operation| {
            self.administers() && self.role.is_some_and(|role| operation.is_open_to(role))
        };
        [
            ("/admin/users", a.users, on_platform(P::ManageUsers)),
            ("/admin/farms", self.w.farms, on_farms(Operation::ChangeEntities)),
            ("/admin/things", a.machines, on_platform(P::SearchFleet)),
            ("/admin/catalogue", a.catalogue, on_platform(P::ManageCatalogue)),
            ("/admin/what-if", a.what_if, on_farms(Operation::RunWhatIf)),
            ("/admin/figures", a.key_figures, on_farms(Operation::ReadKeyFigures)),
            ("/admin/executions", a.executions, on_farms(Operation::ReadExecution)),
            ("/admin/articles", a.articles, on_platform(P::ManageContent)),
            ("/admin/reachability", a.reachability, on_farms(Operation::ReadAudit)),
            ("/admin/audit", a.audit, on_farms(Operation::ReadAudit)),
        ]
        .into_iter()
        .filter(|(.., open)| *open)
        .map(|(href, name, _)| Section { href, name, current: self.is_in(href) })
        .collect()
    }

    /// Whether this page belongs to the part with this first page.
    fn is_in(&self, href: &str) -> bool {
        self.path.starts_with(href) || href == "/admin/things" && self.path.starts_with("/admin/commission")
    }
}
