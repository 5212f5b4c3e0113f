//! Files, in the bucket where people upload theirs.

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use valmetal_aws::s3::{Bucket, Files};
use valmetal_domain::{
    file::{NewFile, ports::ListFiles as _},
    names::FarmId,
};

use super::{library::Document, pdf};

/// The most files of a farm that are looked through for the demo's own.
const LOOKED_AT: u32 = 1_000;

/// Adds those of `documents` whose names no file of the farm has.
pub(super) async fn add(bucket: Bucket, documents: &[Document], now: Timestamp) -> Result<()> {
    let files = Files::new(bucket.clone());
    let farms: std::collections::BTreeSet<&FarmId> =
        documents.iter().map(|document| &document.farm).collect();
    for farm in farms {
        let (there, _) = files.list_files(farm, None, LOOKED_AT, None).await?;
        let missing = documents
            .iter()
            .filter(|document| document.farm == *farm && there.iter().all(|file| file.name != document.name));
        for document in missing {
            put(&bucket, document, now)
                .await
                .with_context(|| format!("the file {}", document.name.as_str()))?;
        }
    }
    Ok(())
}

async fn put(bucket: &Bucket, document: &Document, now: Timestamp) -> Result<()> {
    let content = match &document.text {
        Some(text) => text.clone().into_bytes(),
        None => pdf::page(&document.lines),
    };
    let media_type = document.kind.media_type(document.name.as_str()).unwrap_or_default();
    let new = NewFile {
        kind: document.kind,
        name: document.name.clone(),
        content_type: media_type.to_owned(),
        size: content.len() as u64,
        sha256: STANDARD.encode(Sha256::digest(&content)),
    };
    let upload = new.admit(now, &format!("{:032x}", rand::rng().random::<u128>()))?;
    Ok(bucket.put(&upload.id.key(&document.farm), media_type, content).await?)
}
