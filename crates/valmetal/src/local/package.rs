//! Uploads what a template names by local paths, each once under its content's hash, and points the template there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use aws_sdk_s3::{Client, primitives::ByteStream};
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    aws::Explain as _,
    digest,
    template::{Artifact, Template},
};

/// The bucket of what was packaged.
const BUCKET: &str = "valmetal-local-artifacts";

/// The binaries that a template and its nested templates name.
pub(crate) fn binaries(template: &Template) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for mention in template.artifacts()? {
        match mention.artifact {
            Artifact::Function { binary } => drop(names.insert(binary)),
            Artifact::Template { path } => names.extend(binaries(&Template::read(&path)?)?),
            Artifact::Definition { .. } => {}
        }
    }
    Ok(names)
}

/// Puts artifacts into the bucket.
pub(crate) struct Packager<'a> {
    s3: Client,
    endpoint: &'a str,
    built: &'a BTreeMap<String, PathBuf>,
    /// The places of the binaries that this run has dealt with.
    functions: BTreeMap<String, Value>,
    /// How many objects had to be uploaded.
    pub(crate) uploaded: usize,
}

/// A template in the bucket.
pub(crate) struct Packaged {
    /// Where CloudFormation reads it.
    pub(crate) url: String,
    /// The hash of its text, which names everything that it uses by hash too.
    pub(crate) digest: String,
}

impl<'a> Packager<'a> {
    /// Makes the bucket where there is none.
    pub(crate) async fn new(
        s3: Client,
        endpoint: &'a str,
        built: &'a BTreeMap<String, PathBuf>,
    ) -> Result<Self> {
        if s3.head_bucket().bucket(BUCKET).send().await.is_err() {
            s3.create_bucket()
                .bucket(BUCKET)
                .send()
                .await
                .explain("the bucket for packages cannot be made")?;
        }
        Ok(Self { s3, endpoint, built, functions: BTreeMap::new(), uploaded: 0 })
    }

    /// Uploads a template with everything it names.
    pub(crate) async fn package(&mut self, mut template: Template) -> Result<Packaged> {
        for mention in template.artifacts()? {
            let place = match &mention.artifact {
                Artifact::Function { binary } => self.function(binary).await?,
                Artifact::Definition { path } => {
                    json!({ "Bucket": BUCKET, "Key": self.file("definitions", path).await? })
                }
                Artifact::Template { path } => {
                    Value::String(Box::pin(self.package(Template::read(path)?)).await?.url)
                }
            };
            template.replace(&mention, place);
        }
        let text = serde_json::to_vec(&template.document)?;
        let digest = digest::of([text.as_slice()]);
        let key = format!("templates/{digest}.json");
        self.put(&key, || Ok(text)).await?;
        Ok(Packaged { url: format!("{}/{BUCKET}/{key}", self.endpoint), digest })
    }

    async fn function(&mut self, binary: &str) -> Result<Value> {
        if let Some(place) = self.functions.get(binary) {
            return Ok(place.clone());
        }
        let path = self.built.get(binary).with_context(|| format!("{binary} was not built"))?;
        let program = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let key = format!("functions/{}.zip", digest::of([program.as_slice()]));
        self.put(&key, || bootstrap(&program)).await?;
        let place = json!({ "Bucket": BUCKET, "Key": key });
        self.functions.insert(binary.to_owned(), place.clone());
        Ok(place)
    }

    /// Uploads a file below `folder` and says its key.
    async fn file(&mut self, folder: &str, path: &Path) -> Result<String> {
        let text = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("txt");
        let key = format!("{folder}/{}.{extension}", digest::of([text.as_slice()]));
        self.put(&key, || Ok(text)).await?;
        Ok(key)
    }

    /// Uploads an object that is not there yet. Its name holds the hash of its content, so one that is there is right.
    async fn put(&mut self, key: &str, content: impl FnOnce() -> Result<Vec<u8>>) -> Result<()> {
        if self.s3.head_object().bucket(BUCKET).key(key).send().await.is_ok() {
            return Ok(());
        }
        let body = ByteStream::from(content()?);
        let put = self.s3.put_object().bucket(BUCKET).key(key).body(body);
        put.send().await.explain(format_args!("{key} cannot be uploaded"))?;
        self.uploaded += 1;
        Ok(())
    }
}

/// A function's package: the program under the name that the Lambda runtime starts.
fn bootstrap(program: &[u8]) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // Local speed counts here and not size.
        .compression_level(Some(1))
        .unix_permissions(0o755);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("bootstrap", options)?;
    zip.write_all(program)?;
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests;
