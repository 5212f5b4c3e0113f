//! People: who may sign in, what they are, which farms are theirs. For administrators alone.
//!
//! A person is in two stores: the user pool has them and their group, `EntityHierarchy` their farms. Every route that
//! changes both does so in an order in which a repeat mends what a failure left, and says so.

mod create;
mod delete;
mod describe;
mod get;
mod list;
mod newcomers;
mod own;
mod resend;
mod role;
mod set_farms;
mod shape;
mod sign_in;
mod update;

use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub(crate) use create::by_mail;
pub use describe::descriptions;
pub(crate) use newcomers::Newcomers;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const USERS: &str = "/v1/users";
    const USER: &str = "/v1/users/{userId}";
    vec![
        Route::get("list-users", USERS, list::list, lists),
        Route::post("create-user", USERS, create::create, creation),
        Route::get("get-user", USER, get::get, users),
        Route::patch("update-user", USER, update::update, updates),
        Route::delete("delete-user", USER, delete::delete, deletion),
        Route::put("set-user-role", "/v1/users/{userId}/role", role::set, roles),
        Route::put("set-user-farms", "/v1/users/{userId}/farms", set_farms::set, farms),
        Route::post("enable-user", "/v1/users/{userId}/enable", sign_in::enable, enabling),
        Route::post("disable-user", "/v1/users/{userId}/disable", sign_in::disable, disabling),
        Route::post("resend-invitation", "/v1/users/{userId}/resend-invitation", resend::resend, invitations),
    ]
}

async fn lists(init: Init) -> Result<list::Lists, Error> {
    Ok(list::Lists { users: Clients::new(&init)?.user_pool()? })
}

async fn creation(init: Init) -> Result<create::Creation, Error> {
    let clients = Clients::new(&init)?;
    let (farms, pool) = (clients.farms()?, clients.user_pool()?);
    Ok(create::Creation {
        requests: clients.answered_requests()?,
        farms,
        create: pool.clone(),
        read: pool.clone(),
        groups: pool.clone(),
        join: pool,
        commit: clients.keyed_farm_changes()?,
        clock: init.clock,
    })
}

async fn users(init: Init) -> Result<get::Users, Error> {
    let clients = Clients::new(&init)?;
    let pool = clients.user_pool()?;
    Ok(get::Users { users: pool.clone(), groups: pool, memberships: clients.farms()? })
}

async fn updates(init: Init) -> Result<update::Updates, Error> {
    let pool = Clients::new(&init)?.user_pool()?;
    Ok(update::Updates { update: pool.clone(), read: pool })
}

async fn deletion(init: Init) -> Result<delete::Deletion, Error> {
    let clients = Clients::new(&init)?;
    Ok(delete::Deletion {
        memberships: clients.farms()?,
        commit: clients.farm_changes()?,
        users: clients.user_pool()?,
        clock: init.clock,
    })
}

async fn roles(init: Init) -> Result<role::Roles, Error> {
    let pool = Clients::new(&init)?.user_pool()?;
    Ok(role::Roles { groups: pool.clone(), join: pool.clone(), leave: pool })
}

async fn farms(init: Init) -> Result<set_farms::Farms, Error> {
    let clients = Clients::new(&init)?;
    let reader = clients.farms()?;
    Ok(set_farms::Farms {
        memberships: reader.clone(),
        read: reader,
        commit: clients.farm_changes()?,
        clock: init.clock,
    })
}

async fn enabling(init: Init) -> Result<sign_in::Enabling, Error> {
    Ok(sign_in::Enabling { users: Clients::new(&init)?.user_pool()? })
}

async fn disabling(init: Init) -> Result<sign_in::Disabling, Error> {
    Ok(sign_in::Disabling { users: Clients::new(&init)?.user_pool()? })
}

async fn invitations(init: Init) -> Result<resend::Invitations, Error> {
    let pool = Clients::new(&init)?.user_pool()?;
    Ok(resend::Invitations { read: pool.clone(), resend: pool })
}
