/** The part of the random provider that a password or a suffix needs. Nothing changes in place; everything replaces. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { secretSignature, signatureKey, unknown, type PlanObject } from "../../../plan/plan.ts";
import { differences } from "./differences.ts";
import type { Properties, SimulatedProvider } from "./provider.ts";

const letters = {
    lower: "abcdefghijklmnopqrstuvwxyz",
    upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    numeric: "0123456789",
} as const;
const special = "!@#$%&*()-_=+[]{}<>:?";

/** Computed outputs of each type; those of a preview are unknown. */
const computed: Readonly<Record<string, (inputs: Properties) => Properties>> = {
    "random:index/randomPassword:RandomPassword": (inputs) => {
        const result = characters(inputs);
        return { result: asSecret(result), bcryptHash: asSecret(`$2a$10$${randomBytes(20).toString("base64url")}`) };
    },
    "random:index/randomString:RandomString": (inputs) => ({ result: characters(inputs) }),
    "random:index/randomUuid:RandomUuid": () => ({ result: randomUUID() }),
    "random:index/randomId:RandomId": (inputs) => {
        const bytes = randomBytes(Number(inputs["byteLength"]));
        return {
            hex: bytes.toString("hex"),
            dec: BigInt(`0x${bytes.toString("hex")}`).toString(),
            b64Url: bytes.toString("base64url"),
        };
    },
};

/** A simulated random provider; `generated` collects the passwords, for a test that must not find them anywhere. */
export function simulatedRandom(version: string, generated: string[]): SimulatedProvider {
    const outputsOf = new Map<string, Properties>();
    const compute = (type: string, inputs: Properties): Properties => {
        const make = computed[type];
        if (make === undefined) throw new Error(`the simulated random provider does not know ${type}`);
        return make(inputs);
    };
    return {
        name: "random",
        version,
        acceptsSecrets: true,
        attach: () => undefined,
        configure: () => undefined,
        check: ({ news }) => news,
        diff: ({ oldInputs, news }) => differences(oldInputs, news, () => true),
        create: ({ urn, type, inputs, preview }) => {
            const made = compute(type, preview ? { ...inputs, length: 8, byteLength: 8 } : inputs);
            if (preview) return Promise.resolve({ id: "", outputs: { ...inputs, ...mapped(made, () => unknown) } });
            if (type.endsWith(":RandomPassword")) generated.push(revealed(made["result"]));
            const outputs = { ...inputs, ...made };
            outputsOf.set(urn, outputs);
            return Promise.resolve({
                id: type.endsWith(":RandomPassword") ? "none" : revealed(made["result"] ?? made["b64Url"]),
                outputs,
            });
        },
        update: ({ oldOutputs }) => Promise.resolve(oldOutputs),
        read: ({ urn }) => outputsOf.get(urn),
        delete: ({ urn }) => {
            outputsOf.delete(urn);
            return Promise.resolve();
        },
        invoke: ({ token }) => {
            throw new Error(`the random provider has no function ${token}`);
        },
    };
}

/** As many characters as asked for, with the minimum of each class, in random order. */
function characters(inputs: Properties): string {
    const classes = {
        ...letters,
        special: typeof inputs["overrideSpecial"] === "string" ? inputs["overrideSpecial"] : special,
    };
    const wanted = Object.entries(classes).filter(([name]) => inputs[name] !== false);
    const minimum = wanted.flatMap(([name, set]) => {
        const count = Number(inputs[`min${name.charAt(0).toUpperCase()}${name.slice(1)}`] ?? 0);
        return Array.from({ length: count }, () => pick(set));
    });
    const all = wanted.map(([, set]) => set).join("");
    const rest = Array.from({ length: Number(inputs["length"]) - minimum.length }, () => pick(all));
    return [...minimum, ...rest]
        .map((character) => ({ character, at: randomInt(2 ** 32) }))
        .sort((a, b) => a.at - b.at)
        .map(({ character }) => character)
        .join("");
}

function pick(set: string): string {
    return set.charAt(randomInt(set.length));
}

function asSecret(value: string): PlanObject {
    return { [signatureKey]: secretSignature, value };
}

function revealed(value: unknown): string {
    return typeof value === "string" ? value : String((value as { readonly value: unknown }).value);
}

function mapped(values: Properties, change: () => string): Properties {
    return Object.fromEntries(Object.keys(values).map((key) => [key, change()]));
}
