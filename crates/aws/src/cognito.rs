//! The user pool: who may sign in, and in which groups they are.

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, DeliveryMediumType, MessageActionType, UserStatusType, UserType,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use jiff::Timestamp;
use valmetal_domain::access::Role;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::names::UserId;
use valmetal_domain::user::ports::{
    CreateUser, DeleteUser, DisableUser, EnableUser, JoinGroup, LeaveGroup, ReadGroups, ReadUser, ReadUsers,
    ResendInvitation, UpdateUser,
};
use valmetal_domain::user::{NewUser, User, UserChange};

use crate::error::{store_error, unbuildable};

const CREATE: &str = "cognito-idp:AdminCreateUser";
const UPDATE: &str = "cognito-idp:AdminUpdateUserAttributes";

/// The people of one user pool. The pool finds a person by their `sub` as by what they sign in with; only
/// [`ResendInvitation`] asks for the latter.
///
/// | IAM on the pool | what needs it |
/// | --- | --- |
/// | `cognito-idp:AdminCreateUser` | [`CreateUser`], [`ResendInvitation`] |
/// | `cognito-idp:AdminGetUser` | [`ReadUser`] |
/// | `cognito-idp:ListUsers`, `cognito-idp:ListUsersInGroup` | [`ReadUsers`] |
/// | `cognito-idp:AdminListGroupsForUser` | [`ReadGroups`] |
/// | `cognito-idp:AdminAddUserToGroup` | [`JoinGroup`] |
/// | `cognito-idp:AdminRemoveUserFromGroup` | [`LeaveGroup`] |
/// | `cognito-idp:AdminUpdateUserAttributes` | [`UpdateUser`] |
/// | `cognito-idp:AdminEnableUser` | [`EnableUser`] |
/// | `cognito-idp:AdminDisableUser` | [`DisableUser`] |
/// | `cognito-idp:AdminDeleteUser` | [`DeleteUser`] |
#[derive(Debug, Clone)]
pub struct UserPool {
    client: Client,
    id: String,
}

impl UserPool {
    /// The pool with this id.
    pub fn new(client: Client, id: impl Into<String>) -> Self {
        Self { client, id: id.into() }
    }
}

#[async_trait]
impl CreateUser for UserPool {
    async fn create_user(&self, user: &NewUser) -> Result<Option<User>, StoreError> {
        let email = user.email.as_str();
        let attributes =
            attributes(CREATE, [("email", email), ("email_verified", "true"), ("name", user.name.as_str())])?;
        let made = self
            .client
            .admin_create_user()
            .user_pool_id(&self.id)
            .username(email)
            .desired_delivery_mediums(DeliveryMediumType::Email)
            .set_user_attributes(Some(attributes))
            .send()
            .await;
        match made {
            Ok(made) => made.user().map(user_of).transpose(),
            Err(error) if error.code() == Some("UsernameExistsException") => Ok(None),
            Err(error) => Err(store_error(CREATE, error)),
        }
    }
}

#[async_trait]
impl ReadUser for UserPool {
    async fn read_user(&self, user: &str) -> Result<Option<User>, StoreError> {
        let found = self.client.admin_get_user().user_pool_id(&self.id).username(user).send().await;
        let Some(found) = unless_unknown("cognito-idp:AdminGetUser", found)? else { return Ok(None) };
        user_from(Parts {
            username: Some(found.username()),
            attributes: found.user_attributes(),
            enabled: found.enabled(),
            status: found.user_status(),
            created_at: found.user_create_date(),
            updated_at: found.user_last_modified_date(),
        })
        .map(Some)
    }
}

#[async_trait]
impl ReadUsers for UserPool {
    async fn read_users(
        &self,
        role: Option<Role>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<User>, Option<String>), StoreError> {
        let limit = i32::try_from(limit).unwrap_or(i32::MAX);
        let (users, next) = if let Some(role) = role {
            let page = self
                .client
                .list_users_in_group()
                .user_pool_id(&self.id)
                .group_name(role.group())
                .limit(limit)
                .set_next_token(cursor)
                .send()
                .await
                .map_err(|error| store_error("cognito-idp:ListUsersInGroup", error))?;
            (page.users.unwrap_or_default(), page.next_token)
        } else {
            let page = self
                .client
                .list_users()
                .user_pool_id(&self.id)
                .limit(limit)
                .set_pagination_token(cursor)
                .send()
                .await
                .map_err(|error| store_error("cognito-idp:ListUsers", error))?;
            (page.users.unwrap_or_default(), page.pagination_token)
        };
        let users = users.iter().map(user_of).collect::<Result<_, _>>()?;
        Ok((users, next.filter(|token| !token.is_empty())))
    }
}

#[async_trait]
impl ReadGroups for UserPool {
    async fn read_groups(&self, user: &str) -> Result<Option<Vec<Role>>, StoreError> {
        let found =
            self.client.admin_list_groups_for_user().user_pool_id(&self.id).username(user).send().await;
        let found = unless_unknown("cognito-idp:AdminListGroupsForUser", found)?;
        Ok(found.map(|found| {
            let names = found.groups().iter().filter_map(|group| group.group_name());
            names.filter_map(Role::of_group).collect()
        }))
    }
}

#[async_trait]
impl JoinGroup for UserPool {
    async fn join_group(&self, user: &str, role: Role) -> Result<bool, StoreError> {
        let joining = self.client.admin_add_user_to_group().user_pool_id(&self.id).username(user);
        let joined = joining.group_name(role.group()).send().await;
        Ok(unless_unknown("cognito-idp:AdminAddUserToGroup", joined)?.is_some())
    }
}

#[async_trait]
impl LeaveGroup for UserPool {
    async fn leave_group(&self, user: &str, role: Role) -> Result<bool, StoreError> {
        let leaving = self.client.admin_remove_user_from_group().user_pool_id(&self.id).username(user);
        let left = leaving.group_name(role.group()).send().await;
        Ok(unless_unknown("cognito-idp:AdminRemoveUserFromGroup", left)?.is_some())
    }
}

#[async_trait]
impl UpdateUser for UserPool {
    async fn update_user(&self, user: &str, change: &UserChange) -> Result<bool, StoreError> {
        let mut changed = Vec::new();
        if let Some(email) = &change.email {
            changed.extend([("email", email.as_str()), ("email_verified", "true")]);
        }
        changed.extend(change.name.as_ref().map(|name| ("name", name.as_str())));
        let update = self.client.admin_update_user_attributes().user_pool_id(&self.id).username(user);
        let updated = update.set_user_attributes(Some(attributes(UPDATE, changed)?)).send().await;
        Ok(unless_unknown(UPDATE, updated)?.is_some())
    }
}

#[async_trait]
impl EnableUser for UserPool {
    async fn enable_user(&self, user: &str) -> Result<bool, StoreError> {
        let enabled = self.client.admin_enable_user().user_pool_id(&self.id).username(user).send().await;
        Ok(unless_unknown("cognito-idp:AdminEnableUser", enabled)?.is_some())
    }
}

#[async_trait]
impl DisableUser for UserPool {
    async fn disable_user(&self, user: &str) -> Result<bool, StoreError> {
        let disabled = self.client.admin_disable_user().user_pool_id(&self.id).username(user).send().await;
        Ok(unless_unknown("cognito-idp:AdminDisableUser", disabled)?.is_some())
    }
}

#[async_trait]
impl DeleteUser for UserPool {
    async fn delete_user(&self, user: &str) -> Result<bool, StoreError> {
        let deleted = self.client.admin_delete_user().user_pool_id(&self.id).username(user).send().await;
        Ok(unless_unknown("cognito-idp:AdminDeleteUser", deleted)?.is_some())
    }
}

#[async_trait]
impl ResendInvitation for UserPool {
    async fn resend_invitation(&self, username: &str) -> Result<(), StoreError> {
        self.client
            .admin_create_user()
            .user_pool_id(&self.id)
            .username(username)
            .message_action(MessageActionType::Resend)
            .desired_delivery_mediums(DeliveryMediumType::Email)
            .send()
            .await
            .map_err(|error| store_error(CREATE, error))?;
        Ok(())
    }
}

/// The answer of a call; none where there is no such person.
fn unless_unknown<T, E>(
    operation: &'static str,
    answer: Result<T, SdkError<E, HttpResponse>>,
) -> Result<Option<T>, StoreError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.code() == Some("UserNotFoundException") => Ok(None),
        Err(error) => Err(store_error(operation, error)),
    }
}

fn attributes<'a>(
    operation: &'static str,
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Vec<AttributeType>, StoreError> {
    let attribute = |(name, value)| AttributeType::builder().name(name).value(value).build();
    let attributes: Result<_, _> = pairs.into_iter().map(attribute).collect();
    attributes.map_err(|error| unbuildable(operation, error))
}

/// What two answers of the pool say of a person, in types of their own.
#[derive(Clone, Copy)]
struct Parts<'a> {
    username: Option<&'a str>,
    attributes: &'a [AttributeType],
    enabled: bool,
    status: Option<&'a UserStatusType>,
    created_at: Option<&'a DateTime>,
    updated_at: Option<&'a DateTime>,
}

fn user_of(user: &UserType) -> Result<User, StoreError> {
    user_from(Parts {
        username: user.username(),
        attributes: user.attributes(),
        enabled: user.enabled(),
        status: user.user_status(),
        created_at: user.user_create_date(),
        updated_at: user.user_last_modified_date(),
    })
}

fn user_from(parts: Parts<'_>) -> Result<User, StoreError> {
    let attribute = |name| {
        let found = parts.attributes.iter().find(|attribute| attribute.name() == name);
        found.and_then(AttributeType::value).map(str::to_owned)
    };
    let time = |at: Option<&DateTime>| {
        at.and_then(|at| Timestamp::new(at.secs(), i32::try_from(at.subsec_nanos()).ok()?).ok())
    };
    let unreadable = || StoreError::Unreadable("a person of the user pool has no usable sub".to_owned());
    Ok(User {
        id: attribute("sub").and_then(|sub| UserId::new(sub).ok()).ok_or_else(unreadable)?,
        username: parts.username.unwrap_or_default().to_owned(),
        email: attribute("email"),
        name: attribute("name"),
        enabled: parts.enabled,
        status: parts.status.map_or("UNKNOWN", UserStatusType::as_str).to_owned(),
        created_at: time(parts.created_at),
        updated_at: time(parts.updated_at),
    })
}
