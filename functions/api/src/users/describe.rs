//! What the routes of users do, for the OpenAPI document.

use valmetal_domain::{access::PlatformOperation, user::User};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{create, delete, get, list, resend, role, set_farms, shape, sign_in, update};

const MANAGE: PlatformOperation = PlatformOperation::ManageUsers;

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-users", list::list)
            .summary("The people of the platform, all or those of one role")
            .needs_on_platform(MANAGE)
            .answers::<Page<User>>(200),
        Description::of("create-user", create::create)
            .summary("Makes a person, with their role and their farms, and sends the invitation")
            .needs_on_platform(MANAGE)
            .answers::<shape::UserView>(201)
            .refuses([409]),
        Description::of("get-user", get::get)
            .summary("A person, with their role and their farms")
            .needs_on_platform(MANAGE)
            .answers::<shape::UserView>(200),
        Description::of("update-user", update::update)
            .summary("Changes what a person is called and where they are written to")
            .needs_on_platform(MANAGE)
            .answers::<User>(200),
        Description::of("delete-user", delete::delete)
            .summary("Deletes a person with their memberships")
            .needs_on_platform(MANAGE)
            .answers_nothing(204)
            .refuses([409]),
        Description::of("set-user-role", role::set)
            .summary("Sets what a person is on the platform")
            .detail("It holds from their next token on, a quarter of an hour later at most.")
            .needs_on_platform(MANAGE)
            .answers::<role::RoleOfUser>(200)
            .refuses([409]),
        Description::of("set-user-farms", set_farms::set)
            .summary("Sets a person's farms, and what they are on each")
            .needs_on_platform(MANAGE)
            .answers::<set_farms::FarmsOfUser>(200)
            .refuses([409, 422]),
        Description::of("enable-user", sign_in::enable)
            .summary("Lets a person sign in again")
            .needs_on_platform(MANAGE)
            .answers_nothing(204),
        Description::of("disable-user", sign_in::disable)
            .summary("Keeps a person from signing in")
            .needs_on_platform(MANAGE)
            .answers_nothing(204)
            .refuses([409]),
        Description::of("resend-invitation", resend::resend)
            .summary("Sends the invitation again, with another password")
            .needs_on_platform(MANAGE)
            .answers_nothing(204)
            .refuses([409]),
    ]
}
