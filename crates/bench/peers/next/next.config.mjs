// A server that an image holds whole, as a deployment outside of Vercel has it. CloudFront compresses for both.
export default { output: "standalone", compress: false, poweredByHeader: false };
