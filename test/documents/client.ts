import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request, type Agent } from "node:https";
import { SecretClient } from "@azure/keyvault-secrets";
import { expect } from "vitest";
import type { Answer } from "../../analysis/answer.ts";
import type { Words } from "../../analysis/words.ts";
import type { PlanObject } from "../../plan/plan.ts";
import { startKeyVault, type Gate, type GateRefusal, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";
import { answerOf, inShort } from "./ask.ts";
import { textOf } from "./edits.ts";
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
                expect
                    .soft(outcome, `${plan.name}: a client doing ${words.do} on ${words.on} from ${words.from}`)
                    .toBe(expected);
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
        const { enabled, expires, notBefore } = (inputs["properties"] as PlanObject)["attributes"] as Readonly<
            Record<string, never>
        >;
        store.set(textOf(inputs["secretName"]), {
            value: "the plan holds no values",
            attributes: {
                ...(enabled !== undefined && { enabled }),
                ...(expires !== undefined && { exp: expires }),
                ...(notBefore !== undefined && { nbf: notBefore }),
            },
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
    if (words.as === "anonymous")
        return callWithoutToken(standIn, `${standIn.uri(vault)}/secrets/${name}?api-version=7.6`);
    const secrets = new SecretClient(standIn.uri(vault), standIn.credential(caller), standIn.clientOptions());
    try {
        await operate(secrets, words.do, name);
        return "allowed";
    } catch (error) {
        const { statusCode } = error as { statusCode?: number };
        if (statusCode === undefined) throw error;
        // A list that is refused loses the inner code in the library: the vault's own log has it.
        const { status, code } = standIn.log.at(-1)!;
        expect.soft(statusCode, "the status that the client got").toBe(status);
        return `denied ${code === undefined || code === "Forbidden" ? "(state)" : code}`;
    }
}

/** The client library never asks twice without a token: a bare request shows what its first one is answered. */
async function callWithoutToken(standIn: KeyVaultStandIn, uri: string): Promise<string> {
    const asking = request(uri, { agent: standIn.clientOptions().agent as Agent }).end();
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    response.resume();
    expect
        .soft(response.headers["www-authenticate"], "where to get a token")
        .toMatch(/^Bearer authorization="https:.*resource="https:\/\/vault\.azure\.net"/);
    return response.statusCode === 200 ? "allowed" : `denied ${response.statusCode ?? ""}`;
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
