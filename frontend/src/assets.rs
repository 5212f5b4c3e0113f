//! Styles, scripts and pictures: read once at the start, named by their content, so that browsers keep them for ever.

use std::{collections::HashMap, fs, io, path::Path};

use axum::{
    body::Bytes,
    extract::{Path as Named, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;

use crate::app::App;

/// Where browsers find them.
const FOLDER: &str = "/assets/";

/// The built assets.
pub(crate) struct Assets {
    /// By the name that a template knows: the address with the content's hash in it.
    addresses: HashMap<String, String>,
    files: HashMap<String, Asset>,
}

struct Asset {
    plain: Bytes,
    /// Compressed by Brotli when it was built; pictures are not.
    brotli: Option<Bytes>,
    media_type: &'static str,
}

#[derive(Deserialize)]
struct Manifest(HashMap<String, String>);

impl Assets {
    /// Reads the folder that the build made.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let Manifest(names) = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
        let addresses = names.iter().map(|(name, hashed)| (name.clone(), format!("{FOLDER}{hashed}")));
        let addresses = addresses.collect();
        let mut files = HashMap::new();
        for name in names.values() {
            let path = folder.join(name);
            let brotli = match fs::read(folder.join(format!("{name}.br"))) {
                Ok(bytes) => Some(bytes.into()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            let asset = Asset { plain: fs::read(&path)?.into(), brotli, media_type: media_type(&path) };
            files.insert(name.clone(), asset);
        }
        Ok(Self { addresses, files })
    }

    /// Where a page finds the asset that a template calls `name`.
    pub(crate) fn url<'a>(&'a self, name: &'a str) -> &'a str {
        // A template that names what was not built shows it in the browser tests: nothing is there.
        self.addresses.get(name).map_or(name, String::as_str)
    }

    /// An asset by the name that a template knows, for what must be at an address of its own: browsers ask for it again and
    /// again, and get it where it has changed.
    pub(crate) fn answer_named(&self, name: &str, headers: &HeaderMap) -> Response {
        let hashed = self.addresses.get(name).and_then(|address| address.strip_prefix(FOLDER));
        // Its name is of its content, and of letters, digits and dashes.
        let tag = hashed.and_then(|name| HeaderValue::try_from(format!("\"{name}\"")).ok());
        let mut answer = if tag.is_some() && headers.get(header::IF_NONE_MATCH) == tag.as_ref() {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            answer(
                hashed.and_then(|name| self.files.get(name)),
                headers,
                HeaderValue::from_static("no-cache"),
            )
        };
        if let Some(tag) = tag {
            answer.headers_mut().insert(header::ETAG, tag);
        }
        answer
    }
}

/// `GET /assets/{name}`
pub(crate) async fn asset(
    State(app): State<App>,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Response {
    answer(
        app.assets.files.get(&name),
        &headers,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    )
}

fn answer(file: Option<&Asset>, headers: &HeaderMap, kept: HeaderValue) -> Response {
    let Some(asset) = file else { return StatusCode::NOT_FOUND.into_response() };
    let takes_brotli =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|list| {
            list.split(',').any(|item| item.split(';').next().unwrap_or_default().trim() == "br")
        });
    let (body, encoding) = match &asset.brotli {
        Some(brotli) if takes_brotli => (brotli.clone(), Some("br")),
        _ => (asset.plain.clone(), None),
    };
    let mut answer = body.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CACHE_CONTROL, kept);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    answer
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
