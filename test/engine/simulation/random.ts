/** The random provider's password. Nothing of it changes in place; everything replaces. */
import { randomBytes, randomInt } from "node:crypto";
import { secretSignature, signatureKey, unknown, type PlanObject } from "../../../plan/plan.ts";
import { differences } from "./differences.ts";
import type { Properties, SimulatedProvider } from "./provider.ts";

const passwordType = "random:index/randomPassword:RandomPassword";
/** The characters of each class, by the input that switches it off (registry.terraform.io, random_password). */
const classes = {
    lower: "abcdefghijklmnopqrstuvwxyz",
    upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    numeric: "0123456789",
    special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

/**
 * A simulated random provider.
 *
 * @param generated collects the passwords, for a test that must not find them anywhere
 */
export function simulatedRandom(version: string, generated: string[]): SimulatedProvider {
    return {
        name: "random",
        version,
        acceptsSecrets: true,
        configure: () => undefined,
        check({ type, news }) {
            if (type === passwordType) return news;
            throw new Error(`the simulated random provider has no ${type} (test/engine/simulation/random.ts)`);
        },
        diff: ({ oldInputs, news }) => differences(oldInputs, news, () => true),
        create({ inputs, preview }) {
            if (preview)
                return Promise.resolve({ id: "", outputs: { ...inputs, result: unknown, bcryptHash: unknown } });
            const password = passwordOf(inputs);
            generated.push(password);
            const hash = `$2a$10$${randomBytes(39).toString("base64url")}`;
            const outputs = { ...inputs, result: asSecret(password), bcryptHash: asSecret(hash) };
            return Promise.resolve({ id: "none", outputs });
        },
        update: ({ oldOutputs }) => Promise.resolve(oldOutputs),
        // There is nothing outside of the state to read.
        read: ({ inputs, outputs }) => ({ inputs, outputs }),
        delete: () => Promise.resolve(),
        invoke: ({ token }) => {
            throw new Error(`the random provider has no function ${token}`);
        },
    };
}

/** As many characters as asked for, with the minimum of each class, in random order. */
function passwordOf(inputs: Properties): string {
    const special = inputs["overrideSpecial"];
    const sets = { ...classes, ...(typeof special === "string" ? { special } : {}) };
    const wanted = Object.entries(sets).filter(([name]) => inputs[name] !== false);
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
