import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Certificate } from "../support/certificate.ts";

/** Makes this process trust the stand-ins, as `NODE_EXTRA_CA_CERTS` does for a process of its own. */
export function trust({ cert }: Certificate): void {
    setDefaultCACertificates([...getCACertificates("bundled"), cert]);
}
