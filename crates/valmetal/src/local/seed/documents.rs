//! Files, in the bucket where people upload theirs.

use anyhow::{Context as _, Result};
use aws_sdk_s3::primitives::ByteStream;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use valmetal_aws::s3::Files;
use valmetal_domain::{
    file::{NewFile, ports::ListFiles as _},
    names::FarmId,
};

use super::{library::Document, pdf};
use crate::local::aws::Explain as _;

/// The most files of a farm that are looked through for the demo's own.
const LOOKED_AT: u32 = 1_000;

/// Adds those of `documents` whose names no file of the farm has.
pub(super) async fn add(
    s3: &aws_sdk_s3::Client,
    bucket: &str,
    documents: &[Document],
    now: Timestamp,
) -> Result<()> {
    let files = Files::new(s3.clone(), bucket);
    let farms: std::collections::BTreeSet<&FarmId> =
        documents.iter().map(|document| &document.farm).collect();
    for farm in farms {
        let (there, _) = files.list_files(farm, None, LOOKED_AT, None).await?;
        let missing = documents
            .iter()
            .filter(|document| document.farm == *farm && there.iter().all(|file| file.name != document.name));
        for document in missing {
            put(s3, bucket, document, now)
                .await
                .with_context(|| format!("the file {}", document.name.as_str()))?;
        }
    }
    Ok(())
}

async fn put(s3: &aws_sdk_s3::Client, bucket: &str, document: &Document, now: Timestamp) -> Result<()> {
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
    s3.put_object()
        .bucket(bucket)
        .key(upload.id.key(&document.farm))
        .content_type(media_type)
        .checksum_sha256(&upload.sha256)
        .body(ByteStream::from(content))
        .send()
        .await
        .explain("it cannot be put")?;
    Ok(())
}
