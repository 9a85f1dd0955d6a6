import type { IndirectCode } from "../../analysis/paths.ts";

/** What a way round comes to, for the caller of the question. */
export const indirectSentences: Readonly<Record<IndirectCode, string>> = {
    "write-own-policy": "The caller can give itself an access policy.",
    "assign-role": "The caller can assign itself a role.",
    "switch-model": "The caller can switch the vault's access model and then grant itself access.",
    "change-network-rules": "The caller can change the vault's network rules.",
    "deploy-with-reference": "The caller can have a deployment read the secret and put it where the caller sees it.",
    "write-through-management":
        "The caller can write the object through Azure Resource Manager, past network rules and data roles.",
    "backup-and-restore": "The caller can back the object up here and restore it in a vault where it may read it.",
    "approve-private-endpoint": "The caller can approve a private endpoint that leads to the vault.",
    "write-private-zone": "The caller can write the private zone and so lead the vault's name elsewhere.",
    "run-on-workload": "The caller can run code where an identity that may do it is at hand.",
    "federate-identity": "The caller can give an identity that may do it a credential of another issuer.",
    "attach-identity": "The caller can attach an identity that may do it to a resource of its own.",
    "certificate-role-reads-secrets": "A role that is named after certificates reads every secret of its scope.",
    "read-logs": "The caller reads the vault's logs, which name objects, callers and addresses.",
};
