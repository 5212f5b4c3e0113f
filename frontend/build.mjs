// Builds the assets: bundles the scripts and styles, draws the icons, names each file by its content and compresses it.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { build } from "esbuild";

const out = process.argv[2] ?? "dist";
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const manifest = {};

function write(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const hashed = name.replace(/(\.[a-z]+)$/, `-${hash}$1`);
  writeFileSync(`${out}/${hashed}`, bytes);
  if (!name.endsWith(".png")) {
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    writeFileSync(`${out}/${hashed}.br`, brotliCompressSync(bytes, quality));
  }
  manifest[name] = hashed;
  return `/assets/${hashed}`;
}

const common = {
  bundle: true,
  minify: true,
  target: ["chrome110", "firefox115", "safari16"],
  legalComments: "none",
  outdir: out,
  write: false,
};
const bundled = await build({
  ...common,
  entryPoints: ["assets/app.ts", "assets/app.css", "assets/plots.ts", "assets/upload.ts", "assets/admin.css"],
});
for (const file of bundled.outputFiles) {
  write(file.path.split("/").at(-1), file.contents);
}

write("shapes.svg", readFileSync("assets/shapes.svg"));
const icon = readFileSync("assets/icon.svg", "utf8");
const icons = [{ src: write("icon.svg", icon), sizes: "any", type: "image/svg+xml" }];
for (const size of [192, 512]) {
  const png = new Resvg(icon, { fitTo: { mode: "width", value: size } }).render().asPng();
  const src = write(`icon-${size}.png`, png);
  icons.push({ src, sizes: `${size}x${size}`, type: "image/png", purpose: "any maskable" });
}

// The service worker has an address of its own, and keeps what every page needs.
const everyPageNeeds = ["app.css", "app.js", "shapes.svg", "icon.svg"].map((name) => `/assets/${manifest[name]}`);
const worker = await build({
  ...common,
  entryPoints: ["assets/worker/sw.ts"],
  define: { ASSETS: JSON.stringify(everyPageNeeds) },
});
write("sw.js", worker.outputFiles[0].contents);

const app = JSON.parse(readFileSync("assets/manifest.json", "utf8"));
write("manifest.webmanifest", JSON.stringify({ ...app, icons }));
writeFileSync(`${out}/manifest.json`, JSON.stringify(manifest, null, 1));
