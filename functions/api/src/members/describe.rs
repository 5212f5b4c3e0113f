//! What the routes of members do, for the OpenAPI document.

use valmetal_domain::{access::Operation, entity::Member};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{add, invite, list, remove};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-members", list::list)
            .summary("The members of a farm, by name")
            .needs(Operation::ReadMembers)
            .answers::<Page<Member>>(200),
        Description::of("invite-member", invite::invite)
            .summary("Makes somebody a member by their mail address")
            .detail(
                "Who signs in with it already joins the farm. Anybody else is made, and gets an invitation. Nobody grants more \
                 than they are.",
            )
            .needs(Operation::ChangeMembers)
            .answers::<Member>(201)
            .refuses([409, 422]),
        Description::of("add-member", add::add)
            .summary("Makes a person a member, or changes what they are there and how they are told")
            .detail("Nobody grants more than they are.")
            .needs(Operation::ChangeMembers)
            .answers::<Member>(200)
            .answers::<Member>(201)
            .refuses([409, 422]),
        Description::of("remove-member", remove::remove)
            .summary("Ends a membership")
            .needs(Operation::ChangeMembers)
            .answers_nothing(204),
    ]
}
