//! A request for a page: who asks, in which language, and what every page shows around its content.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRef, FromRequestParts},
    response::Response,
};
use http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts};
use jiff::{Timestamp, tz::TimeZone};
use serde::de::DeserializeOwned;
use valmetal_domain::{access::Role, entity::Language};

use super::trouble;
use crate::{
    api::{ApiError, As, Farm},
    app::App,
    assets::Assets,
    session::{Claims, Signed},
    words::{OfflineWords, Weight, Words},
};

/// The cookie with the language that somebody chose.
pub(super) const LANGUAGE: &str = "language";

/// The cookie with what somebody weighs with.
pub(super) const UNITS: &str = "units";

/// Somebody's request, signed in or not.
pub(crate) struct Guest {
    pub(super) app: App,
    pub(super) words: &'static Words,
    pub(super) headers: HeaderMap,
    path: String,
    unit: Weight,
    claims: Option<Claims>,
    form_token: String,
}

/// A signed-in person's request.
pub(crate) struct Visit {
    pub(super) guest: Guest,
    pub(super) signed: Signed,
    pub(super) now: Timestamp,
}

/// What every page shows around its content.
pub(super) struct Shell {
    pub(super) w: &'static Words,
    pub(super) title: String,
    /// What the person is called; nothing where nobody is signed in.
    pub(super) person: Option<String>,
    /// What they are on the platform.
    pub(super) role: Option<Role>,
    /// What every form sends back.
    pub(super) form_token: String,
    /// This page's own address.
    pub(super) path: String,
    /// The farm that the page is about, and which of its parts.
    pub(super) place: Option<Place>,
    /// What the person weighs with.
    pub(super) unit: Weight,
    /// The pages above this one: where, and what they are called.
    pub(super) crumbs: Vec<(String, String)>,
    assets: Arc<Assets>,
}

/// Where on a farm a page is.
pub(super) struct Place {
    /// The address of the farm.
    pub(super) farm: String,
    /// What is chosen in the navigation.
    pub(super) tab: Tab,
}

/// The parts of a farm that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    Alarms,
    Feed,
    Maintenance,
    More,
}

impl Shell {
    /// Where an asset is.
    pub(super) fn asset<'a>(&'a self, name: &'a str) -> &'a str {
        self.assets.url(name)
    }

    /// Whether the person has pages of the administration.
    pub(super) fn administers(&self) -> bool {
        self.role >= Some(Role::Technician)
    }

    /// With the navigation of a farm.
    pub(super) fn on_farm(mut self, farm: &Farm, tab: Tab) -> Self {
        let address = format!("/farms/{}", encoded(&farm.id));
        if tab != Tab::Overview {
            self.crumbs.push((address.clone(), farm.name.clone()));
        }
        self.place = Some(Place { farm: address, tab });
        self
    }

    /// Below another page.
    pub(super) fn below(mut self, address: impl Into<String>, name: impl Into<String>) -> Self {
        self.crumbs.push((address.into(), name.into()));
        self
    }

    /// Where the navigation leads: address, name, shape, and whether this page is there.
    pub(super) fn navigation(&self) -> Vec<(String, &'static str, &'static str, bool)> {
        let w = self.w;
        let Some(place) = &self.place else { return Vec::new() };
        let to =
            |tab, part: &str, name, shape| (format!("{}{part}", place.farm), name, shape, place.tab == tab);
        vec![
            to(Tab::Overview, "", w.farm, "barn"),
            to(Tab::Alarms, "/alarms", w.alarms, "waits"),
            to(Tab::Feed, "/feed", w.feed, "feed"),
            to(Tab::Maintenance, "/maintenance", w.maintenance, "wrench"),
            to(Tab::More, "/more", w.more_pages, "more"),
        ]
    }

    /// The words of being without a network.
    pub(super) fn offline(&self) -> &'static OfflineWords {
        OfflineWords::of(self.w.language)
    }

    /// The language, as HTML names it.
    pub(super) fn lang(&self) -> &'static str {
        self.w.language.as_str()
    }
}

impl Guest {
    /// The page's frame.
    pub(super) fn shell(&self, title: impl Into<String>) -> Shell {
        Shell {
            w: self.words,
            title: title.into(),
            person: self.claims.as_ref().map(|claims| claims.display_name().to_owned()),
            role: self.claims.as_ref().map(Claims::role),
            form_token: self.form_token.clone(),
            path: self.path.clone(),
            place: None,
            unit: self.unit,
            crumbs: Vec::new(),
            assets: Arc::clone(&self.app.assets),
        }
    }

    /// Whether somebody is signed in.
    pub(super) fn is_signed_in(&self) -> bool {
        self.claims.is_some()
    }
}

impl Visit {
    /// The API with the person's own token.
    pub(super) fn api(&self) -> As<'_> {
        self.guest.app.api.with(&self.signed.session.id_token, self.guest.words.language)
    }

    /// The page's frame.
    pub(super) fn shell(&self, title: impl Into<String>) -> Shell {
        self.guest.shell(title)
    }

    /// The words of the person's language.
    pub(super) fn words(&self) -> &'static Words {
        self.guest.words
    }

    /// The page that says why there is no page.
    pub(super) fn trouble(&self, error: &ApiError) -> Response {
        trouble::answer(&self.guest, error)
    }
}

/// What the address asks for. What nobody of us wrote is as if it were not there.
pub(super) struct Query<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let query = parts.uri.query().unwrap_or_default();
        serde_urlencoded::from_str(query).map(Self).map_err(|_| StatusCode::NOT_FOUND)
    }
}

/// An id or a name as a part of an address.
pub(super) fn encoded(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The zone of a farm; UTC where this program does not know its name.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

impl<S> FromRequestParts<S> for Guest
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let signed = parts.extensions.get::<Signed>();
        let language = language(&parts.headers, signed.map(|signed| &signed.claims));
        Ok(Self {
            app: App::from_ref(state),
            words: Words::of(language),
            headers: parts.headers.clone(),
            path: path(parts),
            unit: cookie(&parts.headers, UNITS).map(Weight::of).unwrap_or_default(),
            claims: signed.map(|signed| signed.claims.clone()),
            form_token: signed.map(|signed| signed.session.form_token.clone()).unwrap_or_default(),
        })
    }
}

impl<S> FromRequestParts<S> for Visit
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let signed = Signed::from_request_parts(parts, state).await?;
        let Ok(guest) = Guest::from_request_parts(parts, state).await;
        Ok(Self { guest, signed, now: Timestamp::now() })
    }
}

/// The address of the page that the person is on. An address that takes a form shows no page of its own: it is the one that the
/// form was on.
fn path(parts: &Parts) -> String {
    let referer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let from = referer.and_then(|from| from.parse::<Uri>().ok());
    let uri = if parts.method == Method::GET { Some(&parts.uri) } else { from.as_ref() };
    uri.and_then(Uri::path_and_query).map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let all = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut pairs = all.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, value)| (name == wanted).then_some(value))
}

/// What somebody chose here; else what their account says; else what their browser asks for.
fn language(headers: &HeaderMap, claims: Option<&Claims>) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    cookie(headers, LANGUAGE)
        .and_then(of_tag)
        .or_else(|| claims.and_then(Claims::language))
        .or_else(|| accepted.unwrap_or_default().split(',').find_map(of_tag))
        .unwrap_or(Language::En)
}

/// The language of a tag such as `fr-CA`.
pub(super) fn of_tag(tag: &str) -> Option<Language> {
    match tag.trim().get(..2)? {
        "fr" => Some(Language::Fr),
        "en" => Some(Language::En),
        _ => None,
    }
}
