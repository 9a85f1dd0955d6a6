import { randomBytes } from "node:crypto";
import * as fault from "./errors.ts";

/** Times are Key Vault's: whole seconds since 1970. */
export interface Attributes {
    enabled: boolean;
    nbf?: number;
    exp?: number;
    created: number;
    updated: number;
}

export interface Version {
    readonly id: string;
    readonly value: string;
    readonly contentType?: string | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly attributes: Attributes;
}

interface DeletedSecret {
    readonly versions: Version[];
    readonly deletedDate: number;
    readonly scheduledPurgeDate: number;
    /** How many questions for it are still answered "not found": deleting takes Key Vault a few seconds. */
    settling: number;
}

export interface VaultSettings {
    /** @default false */
    readonly purgeProtection?: boolean;
    /** 7 to 90. @default 90 */
    readonly retentionDays?: number;
    /** How many times a deleted secret is not found before the deletion is through. @default 0 */
    readonly deletionSettlesAfter?: number;
}

export interface Written {
    readonly value: string;
    readonly contentType?: string | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly attributes?: { readonly enabled?: boolean; readonly nbf?: number; readonly exp?: number } | undefined;
}

/** One vault's secrets: versions, deleted state, purge. Knows nothing of HTTP; refuses with Key Vault's faults. */
export class SecretStore {
    readonly name: string;
    readonly settings: Required<VaultSettings>;
    readonly #secrets = new Map<string, Version[]>();
    readonly #deleted = new Map<string, DeletedSecret>();
    /** Names are compared without regard to case and shown as they were first written. */
    readonly #shown = new Map<string, string>();
    readonly #now: () => number;

    constructor(name: string, settings: VaultSettings, now: () => Date) {
        this.name = name;
        this.settings = { purgeProtection: false, retentionDays: 90, deletionSettlesAfter: 0, ...settings };
        this.#now = () => Math.floor(now().getTime() / 1_000);
    }

    names(): string[] {
        return [...this.#secrets.keys()].sort().map((key) => this.#shown.get(key) ?? key);
    }

    deletedNames(): string[] {
        this.#purgeDue();
        const settled = [...this.#deleted].filter(([, { settling }]) => settling === 0).map(([key]) => key);
        return settled.sort().map((key) => this.#shown.get(key) ?? key);
    }

    versions(name: string): readonly Version[] {
        return this.#secrets.get(name.toLowerCase()) ?? [];
    }

    set(name: string, { value, contentType, tags, attributes = {} }: Written): Version {
        const key = name.toLowerCase();
        this.#refuseDeleted(name);
        const now = this.#now();
        const version: Version = {
            id: randomBytes(16).toString("hex"),
            ...{ value, contentType, tags },
            attributes: { enabled: true, ...attributes, created: now, updated: now },
        };
        this.#secrets.set(key, [...this.versions(name), version]);
        if (!this.#shown.has(key)) this.#shown.set(key, name);
        return version;
    }

    /** Without a version, the newest; `nbf` and `exp` do not matter, being informational for secrets. */
    get(name: string, id?: string): Version {
        const version = this.#find(name, id);
        if (!version.attributes.enabled) throw fault.secretDisabled();
        return version;
    }

    update(
        name: string,
        id: string | undefined,
        { contentType, tags, attributes = {} }: Omit<Written, "value">,
    ): Version {
        const former = this.#find(name, id);
        const updated: Version = {
            ...former,
            ...(contentType === undefined ? {} : { contentType }),
            ...(tags === undefined ? {} : { tags }),
            attributes: { ...former.attributes, ...attributes, updated: this.#now() },
        };
        this.#secrets.set(
            name.toLowerCase(),
            this.versions(name).map((version) => (version === former ? updated : version)),
        );
        return updated;
    }

    delete(name: string): DeletedSecret {
        const versions = this.#secrets.get(name.toLowerCase());
        if (versions === undefined) {
            this.#refuseDeleted(name);
            throw fault.secretNotFound(name);
        }
        const now = this.#now();
        const deleted: DeletedSecret = {
            versions,
            deletedDate: now,
            scheduledPurgeDate: now + this.settings.retentionDays * 86_400,
            settling: this.settings.deletionSettlesAfter,
        };
        this.#secrets.delete(name.toLowerCase());
        this.#deleted.set(name.toLowerCase(), deleted);
        return deleted;
    }

    getDeleted(name: string): DeletedSecret {
        this.#purgeDue();
        const deleted = this.#deleted.get(name.toLowerCase());
        if (deleted === undefined) throw fault.deletedSecretNotFound(name);
        if (deleted.settling > 0) {
            deleted.settling--;
            throw fault.deletedSecretNotFound(name);
        }
        return deleted;
    }

    /** As the answer to the deletion itself shows it, which does not wait for the deletion to be through. */
    lastDeleted(name: string): DeletedSecret {
        const deleted = this.#deleted.get(name.toLowerCase());
        if (deleted === undefined) throw fault.deletedSecretNotFound(name);
        return deleted;
    }

    recover(name: string): Version {
        const { versions } = this.#settled(name);
        this.#deleted.delete(name.toLowerCase());
        this.#secrets.set(name.toLowerCase(), versions);
        return this.#find(name, undefined);
    }

    purge(name: string): void {
        this.#settled(name);
        if (this.settings.purgeProtection) throw fault.purgeProtected(this.name);
        this.#deleted.delete(name.toLowerCase());
    }

    restore(name: string, versions: readonly Version[]): Version {
        this.#refuseDeleted(name);
        if (this.#secrets.has(name.toLowerCase())) {
            throw new fault.VaultFault(409, "Conflict", `A secret with the name ${name} already exists.`);
        }
        this.#secrets.set(name.toLowerCase(), [...versions]);
        return this.#find(name, undefined);
    }

    recoveryLevel(): string {
        const customized = this.settings.retentionDays < 90 ? "Customized" : "";
        return `${customized}Recoverable${this.settings.purgeProtection ? "" : "+Purgeable"}`;
    }

    #find(name: string, id: string | undefined): Version {
        const versions = this.versions(name);
        const version =
            id === undefined ? versions.at(-1) : versions.find((candidate) => candidate.id === id.toLowerCase());
        if (version === undefined) throw fault.secretNotFound(id === undefined ? name : `${name}/${id}`);
        return version;
    }

    #settled(name: string): DeletedSecret {
        this.#purgeDue();
        const deleted = this.#deleted.get(name.toLowerCase());
        if (deleted === undefined) throw fault.deletedSecretNotFound(name);
        if (deleted.settling > 0) throw fault.isBeingDeleted();
        return deleted;
    }

    #refuseDeleted(name: string): void {
        this.#purgeDue();
        const deleted = this.#deleted.get(name.toLowerCase());
        if (deleted !== undefined) throw deleted.settling > 0 ? fault.isBeingDeleted() : fault.isDeleted(name);
    }

    #purgeDue(): void {
        for (const [name, { scheduledPurgeDate }] of this.#deleted) {
            if (scheduledPurgeDate <= this.#now()) this.#deleted.delete(name);
        }
    }
}
