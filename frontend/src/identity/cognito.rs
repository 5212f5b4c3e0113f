//! The calls.

use std::collections::HashMap;

use aws_sdk_cognitoidentityprovider::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{AuthFlowType, AuthenticationResultType, ChallengeNameType},
};

use super::{Challenge, ChallengeKind, IdentityError, Refusal, Step};
use crate::session::{Session, Tokens};

/// A client of the user pool.
#[derive(Clone)]
pub(crate) struct Cognito {
    client: Client,
    /// The id of the user pool's client: public, and without a secret.
    client_id: String,
}

impl Cognito {
    /// With the user pool's client.
    pub(crate) fn new(client: Client, client_id: String) -> Self {
        Self { client, client_id }
    }

    /// Begins a sign-in.
    pub(crate) async fn sign_in(&self, username: &str, password: &str) -> Result<Step, IdentityError> {
        let answer = self
            .client
            .initiate_auth()
            .client_id(&self.client_id)
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", username)
            .auth_parameters("PASSWORD", password)
            .send()
            .await
            .map_err(refused)?;
        step(answer.authentication_result, answer.challenge_name, answer.session, username)
    }

    /// Answers a challenge with a new password or a code.
    pub(crate) async fn answer(&self, challenge: &Challenge, answer: &str) -> Result<Step, IdentityError> {
        let (name, field) = match challenge.kind {
            ChallengeKind::NewPassword => (ChallengeNameType::NewPasswordRequired, "NEW_PASSWORD"),
            ChallengeKind::OneTimeCode => (ChallengeNameType::SoftwareTokenMfa, "SOFTWARE_TOKEN_MFA_CODE"),
        };
        let responses = HashMap::from([
            ("USERNAME".to_owned(), challenge.username.clone()),
            (field.to_owned(), answer.to_owned()),
        ]);
        let answer = self
            .client
            .respond_to_auth_challenge()
            .client_id(&self.client_id)
            .challenge_name(name)
            .set_challenge_responses(Some(responses))
            .session(&challenge.session)
            .send()
            .await
            .map_err(refused)?;
        step(answer.authentication_result, answer.challenge_name, answer.session, &challenge.username)
    }

    /// Sends a code to a person who forgot their password. Whether there is such a person, the user pool does not say.
    pub(crate) async fn forgot_password(&self, username: &str) -> Result<(), IdentityError> {
        let request = self.client.forgot_password().client_id(&self.client_id).username(username);
        match request.send().await.map_err(refused) {
            // A pool that does tell is not passed on.
            Ok(_) | Err(IdentityError::Refused(Refusal::NotAuthorized)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Sets a new password by the code.
    pub(crate) async fn reset_password(
        &self,
        username: &str,
        code: &str,
        password: &str,
    ) -> Result<(), IdentityError> {
        let request = self
            .client
            .confirm_forgot_password()
            .client_id(&self.client_id)
            .username(username)
            .confirmation_code(code)
            .password(password);
        request.send().await.map(drop).map_err(refused)
    }

    /// Gets a new ID token.
    pub(crate) async fn renew(&self, session: &Session) -> Result<Tokens, IdentityError> {
        let result = self.refresh(session).await?;
        Ok(Tokens { id_token: expected(result.id_token)?, refresh_token: result.refresh_token })
    }

    /// Ends every session of the person, on every device.
    pub(crate) async fn sign_out(&self, session: &Session) -> Result<(), IdentityError> {
        // Only the access token ends all of them, and it is not kept.
        let access_token = expected(self.refresh(session).await?.access_token)?;
        self.client.global_sign_out().access_token(access_token).send().await.map(drop).map_err(refused)
    }

    async fn refresh(&self, session: &Session) -> Result<AuthenticationResultType, IdentityError> {
        let answer = self
            .client
            .initiate_auth()
            .client_id(&self.client_id)
            .auth_flow(AuthFlowType::RefreshTokenAuth)
            .auth_parameters("REFRESH_TOKEN", &session.refresh_token)
            .send()
            .await
            .map_err(refused)?;
        expected(answer.authentication_result)
    }
}

fn step(
    result: Option<AuthenticationResultType>,
    challenge: Option<ChallengeNameType>,
    session: Option<String>,
    username: &str,
) -> Result<Step, IdentityError> {
    let kind = match challenge {
        None => {
            let result = expected(result)?;
            let id_token = expected(result.id_token)?;
            return Ok(Step::Done(Tokens { id_token, refresh_token: result.refresh_token }));
        }
        Some(ChallengeNameType::NewPasswordRequired) => ChallengeKind::NewPassword,
        Some(ChallengeNameType::SoftwareTokenMfa) => ChallengeKind::OneTimeCode,
        Some(other) => return Err(IdentityError::Away(format!("the user pool asks for {other}").into())),
    };
    let (username, session) = (username.to_owned(), expected(session)?);
    Ok(Step::Asked(Challenge { kind, username, session, next: String::new() }))
}

fn expected<T>(part: Option<T>) -> Result<T, IdentityError> {
    part.ok_or_else(|| IdentityError::Away("the user pool's answer lacks a part".into()))
}

/// What an error of the user pool means for the person.
fn refused<E>(error: SdkError<E>) -> IdentityError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let refusal = match error.code() {
        // A user who does not exist looks like one with another password.
        Some("NotAuthorizedException" | "UserNotFoundException" | "UserNotConfirmedException") => {
            Refusal::NotAuthorized
        }
        Some(
            "InvalidPasswordException"
            | "InvalidParameterException"
            | "PasswordHistoryPolicyViolationException",
        ) => Refusal::WeakPassword,
        Some("CodeMismatchException" | "EnableSoftwareTokenMFAException") => Refusal::WrongCode,
        Some("ExpiredCodeException") => Refusal::Expired,
        Some("TooManyRequestsException" | "LimitExceededException" | "TooManyFailedAttemptsException") => {
            Refusal::TooMany
        }
        Some("PasswordResetRequiredException") => Refusal::MustReset,
        _ => return IdentityError::Away(error.into()),
    };
    IdentityError::Refused(refusal)
}
