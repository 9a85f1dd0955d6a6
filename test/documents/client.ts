import { SecretClient } from "@azure/keyvault-secrets";
import { expect } from "vitest";
import type { Answer } from "../../analysis/answer.ts";
import type { Words } from "../../analysis/words.ts";
import type { PlanObject } from "../../plan/plan.ts";
import { startKeyVault, type Gate, type GateRefusal, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";
import { answerOf, inShort } from "./ask.ts";
import type { Trial } from "./experiment.ts";
import type { Recorded } from "./recorded.ts";

/**
 * Azure's own client library asks a stand-in that holds the plan's secrets and admits whom the analysis admits.
 *
 * The state of the object and the missing token are the stand-in's own doing, as Key Vault's: there the client's outcome
 * shows that the analysis agrees with another's account of Key Vault. The gates show that the client understands the refusal.
 */
export function client(plan: Recorded, words: Words, expected: string): Trial {
    return {
        tier: "client",
        run: async () => {
            const { standIn, vault, name } = await standInFor(plan, words);
            try {
                const outcome = await call(standIn, vault, name, words);
                expect.soft(outcome, `${plan.name}: a client doing ${words.do} on ${words.on} from ${words.from}`).toBe(expected);
                expect.soft(inShort(await answerOf(plan, words)), "the analysis of the same question").toBe(expected);
                return outcome;
            } finally {
                await standIn.close();
            }
        },
    };
}

const caller = { oid: "3a6f0f5e-8f2b-4f4c-9d3e-5b1c7a9e2d10" };

interface Prepared {
    readonly standIn: KeyVaultStandIn;
    readonly vault: string;
    /** The secret's name; empty for the vault as a whole. */
    readonly name: string;
}

async function standInFor(plan: Recorded, words: Words): Promise<Prepared> {
    const { model } = await plan.oracle();
    const { question } = await answerOf(plan, words);
    const vault = model.vaults.get(question.object.vault)!;
    // Deleting and recovering ask for more than one thing; each is asked of the analysis.
    const verbs = ["list", "get", "set", "delete", "recover", "purge"];
    const answers = new Map<string, Answer>();
    for (const verb of verbs) answers.set(`secrets/${verb}`, await answerOf(plan, { ...words, do: `secrets/${verb}` }));
    const gate = (name: "network" | "authorization"): Gate => {
        return ({ operation }) => refusalOf(answers.get(operation)!, name);
    };
    const standIn = await startKeyVault({
        vaults: { [vault.name]: { purgeProtection: vault.purgeProtection.value === true } },
        network: gate("network"),
        authorization: gate("authorization"),
    });
    const store = standIn.store(vault.name);
    for (const { inputs } of model.resources.byType.get("keyvault:Secret") ?? []) {
        const { enabled, expires, notBefore } = (inputs["properties"] as PlanObject)["attributes"] as Readonly<Record<string, never>>;
        store.set(String(inputs["secretName"]), {
            value: "the plan holds no values",
            attributes: { ...(enabled !== undefined && { enabled }), ...(expires !== undefined && { exp: expires }), ...(notBefore !== undefined && { nbf: notBefore }) },
        });
    }
    const { name = "" } = question.object;
    if (/recover|purge/.test(words.do)) store.delete(name);
    return { standIn, vault: vault.name, name };
}

/** What Key Vault would answer at a gate, by the analysis. */
function refusalOf({ gates, code }: Answer, name: "network" | "authorization"): GateRefusal | undefined {
    const { outcome } = gates.find(({ gate }) => gate === name)!;
    if (outcome === "passed" || outcome === "not applicable") return undefined;
    return { code: code as GateRefusal["code"] };
}

/** Runs the operation with the client library and says the outcome as the analysis does. */
async function call(standIn: KeyVaultStandIn, vault: string, name: string, words: Words): Promise<string> {
    const anonymous = { getToken: () => Promise.resolve(null) };
    const credential = words.as === "anonymous" ? anonymous : standIn.credential(caller);
    const secrets = new SecretClient(standIn.uri(vault), credential, standIn.clientOptions());
    try {
        await operate(secrets, words.do, name);
        return "allowed";
    } catch (error) {
        const { statusCode, details } = error as { statusCode?: number; details?: { error?: { innerError?: { code?: string } } } };
        if (statusCode === undefined) throw error;
        const inner = details?.error?.innerError?.code;
        return `denied ${inner ?? (statusCode === 401 ? "401" : "(state)")}`;
    }
}

async function operate(secrets: SecretClient, operation: string, name: string): Promise<void> {
    switch (operation) {
        case "secrets/list":
            for await (const { name: listed } of secrets.listPropertiesOfSecrets()) expect(listed).not.toBe("");
            return;
        case "secrets/get":
            expect((await secrets.getSecret(name)).value).toBe("the plan holds no values");
            return;
        case "secrets/set":
            await secrets.setSecret(name, "written");
            return;
        case "secrets/delete":
            await secrets.beginDeleteSecret(name, { intervalInMs: 1 });
            return;
        case "secrets/recover":
            await (await secrets.beginRecoverDeletedSecret(name, { intervalInMs: 1 })).pollUntilDone();
            return;
        case "secrets/purge":
            await secrets.purgeDeletedSecret(name);
            return;
        default:
            throw new Error(`the client does no ${operation}`);
    }
}
