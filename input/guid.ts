import { v5 } from "uuid";

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the shape of a GUID, in either case, without braces. */
export function isGuid(text: string): boolean {
    return pattern.test(text);
}

/** Namespace of every GUID that this project derives (UUID v5, RFC 9562). Frozen: changing it renames role assignments. */
const namespace = "6f0c7a52-3c1e-5d7b-9a44-0d5a2f1b8c36";

/** A GUID derived from its parts: the same parts always give the same GUID. Case of ids does not matter, as in Azure. */
export function derivedGuid(...parts: string[]): string {
    return v5(parts.map((part) => part.toLowerCase()).join("\n"), namespace);
}
