import { describe, expect, test } from "vitest";
import * as pulumi from "@pulumi/pulumi";
import { InputError, refuseAll } from "../../input/error.ts";

const refusal = {
    what: "vault.sku",
    got: "gold",
    expected: "one of standard, premium",
    fix: 'did you mean "standard"?',
};

describe("a refused input", () => {
    test("says what, got, expected and fix, each on its own line", () => {
        expect(new InputError(refusal).message).toBe(
            'vault.sku is refused\n  got:      "gold"\n  expected: one of standard, premium\n  fix:      did you mean "standard"?',
        );
    });

    test("shows absence, numbers and structures as their author would", () => {
        const shown = (got: unknown): string | undefined =>
            /got: +(.*)/.exec(new InputError({ ...refusal, got }).message)?.[1];
        expect(shown(undefined)).toBe("nothing");
        expect(shown(5)).toBe("5");
        expect(shown({ size: 4 })).toBe('{"size":4}');
        expect(shown(null)).toBe("null");
    });

    test("cuts what is too long to read, and says how long it was", () => {
        const { message } = new InputError({ ...refusal, got: "x".repeat(5000) });
        expect(message.length).toBeLessThan(500);
        expect(message).toContain("(5002 characters)");
    });

    test("is printed by Pulumi without a stack trace", () => {
        expect(pulumi.RunError.isInstance(new InputError(refusal))).toBe(true);
    });
});

describe("several refusals at once", () => {
    test("none raise nothing", () => {
        expect(() => refuseAll([])).not.toThrow();
    });

    test("are all in one message, so that a file is mended in one go", () => {
        const second = { ...refusal, what: "vault.exposure" };
        const raise = (): void => refuseAll([refusal, second]);
        expect(raise).toThrow(InputError);
        expect(raise).toThrow(`${new InputError(refusal).message}\n\n${new InputError(second).message}`);
    });
});
