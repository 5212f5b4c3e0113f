//! People in the user pool, with passwords that are generated once an installation.

use anyhow::{Context as _, Result};
use aws_sdk_cognitoidentityprovider::{
    Client,
    operation::admin_get_user::AdminGetUserError,
    types::{AttributeType, MessageActionType},
};
use rand::{Rng as _, distr::Alphanumeric};
use valmetal_domain::names::UserId;

use super::demo;
use crate::local::{aws::Explain as _, status};

/// Letters and digits of a password; the pool asks for at least twelve, with a capital letter, a small one and a digit.
const PASSWORD_LENGTH: usize = 16;

/// The user pool.
pub(super) struct UserPool {
    pub(super) client: Client,
    pub(super) id: String,
}

impl UserPool {
    /// Adds a person who is missing, with their group; gives back their id and how they sign in. `kept` is the sign-in of an
    /// earlier run.
    pub(super) async fn add(
        &self,
        user: &demo::User,
        kept: Option<&status::User>,
    ) -> Result<(UserId, status::User)> {
        let found = self.find(&user.username).await?;
        let sign_in = status::User {
            username: user.username.clone(),
            password: kept.map_or_else(password, |kept| kept.password.clone()),
            role: user.role.to_string(),
            farms: user.farms.iter().map(ToString::to_string).collect(),
        };
        if let (Some(id), Some(_)) = (&found, kept) {
            return Ok((id.clone(), sign_in));
        }
        let id = match found {
            Some(id) => id,
            None => self.create(user).await?,
        };
        self.client
            .admin_set_user_password()
            .user_pool_id(&self.id)
            .username(&user.username)
            .password(&sign_in.password)
            .permanent(true)
            .send()
            .await
            .explain("the password cannot be set")?;
        self.client
            .admin_add_user_to_group()
            .user_pool_id(&self.id)
            .username(&user.username)
            .group_name(user.role.group())
            .send()
            .await
            .explain("the group cannot be joined")?;
        Ok((id, sign_in))
    }

    async fn find(&self, username: &str) -> Result<Option<UserId>> {
        match self.client.admin_get_user().user_pool_id(&self.id).username(username).send().await {
            Err(error)
                if error.as_service_error().is_some_and(AdminGetUserError::is_user_not_found_exception) =>
            {
                Ok(None)
            }
            failed => sub(failed.explain("the user cannot be read")?.user_attributes()).map(Some),
        }
    }

    async fn create(&self, user: &demo::User) -> Result<UserId> {
        let attributes =
            [("email", user.username.as_str()), ("email_verified", "true"), ("name", user.name.as_str())]
                .into_iter()
                .map(|(name, value)| AttributeType::builder().name(name).value(value).build())
                .collect::<Result<Vec<_>, _>>()?;
        let made = self
            .client
            .admin_create_user()
            .user_pool_id(&self.id)
            .username(&user.username)
            .message_action(MessageActionType::Suppress)
            .set_user_attributes(Some(attributes))
            .send()
            .await
            .explain("the user cannot be made")?;
        sub(made.user().context("a made user is described")?.attributes())
    }
}

/// A person's id among their attributes.
fn sub(attributes: &[AttributeType]) -> Result<UserId> {
    let sub = attributes.iter().find(|attribute| attribute.name() == "sub").and_then(AttributeType::value);
    Ok(UserId::new(sub.context("the user has no sub")?)?)
}

fn password() -> String {
    let mut random = rand::rng();
    loop {
        let password: String =
            (&mut random).sample_iter(Alphanumeric).take(PASSWORD_LENGTH).map(char::from).collect();
        let has = |kind: fn(&char) -> bool| password.chars().any(|c| kind(&c));
        if has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && has(char::is_ascii_digit) {
            return password;
        }
    }
}
