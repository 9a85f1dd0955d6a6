import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newPassword, normalServer, readCredential, withLogin } from "../../apps/rotation-function/credential.ts";
import * as sql from "../../apps/rotation-function/statements.ts";
import { statements, tokens } from "../support/sql/tsql.ts";

/** Texts that try to get out of their quotes. */
const attacks = [
    "a'; DROP USER dbo; --",
    "a''; DROP USER dbo; --",
    "a]; DROP USER dbo; --",
    "a]]; DROP USER dbo; --",
    "]",
    "'",
    "''",
    "]]]",
    "\\'; SELECT 1; --",
    "/* ' */ ]",
    "a\n--\n'",
    "\u02BC; DROP USER dbo; --", // a modifier letter that some converters turn into an apostrophe
    "N'x",
    "$(x)",
];

describe("quoting", () => {
    test.each(attacks)("%j stays one name and one text", (attack) => {
        expect(tokens(sql.identifier(attack))).toEqual([{ kind: "name", text: attack }]);
        expect(tokens(sql.literal(attack))).toEqual([{ kind: "text", text: attack }]);
        expect(statements(sql.createUserWithPassword(attack, attack))).toHaveLength(1);
    });

    test("any name and any text come out as they went in, and every batch is one statement", () => {
        const name = fc
            .string({ unit: "binary", minLength: 1, maxLength: 20 })
            .filter((text) => !text.includes("\0") && text.length <= 128);
        fc.assert(
            fc.property(name, name, (user, password) => {
                expect(tokens(sql.identifier(user))).toEqual([{ kind: "name", text: user }]);
                expect(tokens(sql.literal(password))).toEqual([{ kind: "text", text: password }]);
                for (const batch of [
                    sql.createUserWithPassword(user, password),
                    sql.changePassword(user, password),
                    sql.createUserByLookup(user),
                    sql.dropUser(user),
                    sql.addToRole(password, user),
                    sql.findUser(user),
                    sql.lockMode(user),
                ])
                    expect(statements(batch)).toHaveLength(1);
            }),
        );
    });

    test.each(["", "x".repeat(129), "a\0b"])("a name that the database could not hold is refused: %j", (name) => {
        expect(() => sql.identifier(name)).toThrow(RangeError);
    });
});

test.each([
    // The pair that Microsoft's and others' examples of `CREATE USER … WITH SID` print for .NET's Guid.ToByteArray.
    ["00112233-4455-6677-8899-aabbccddeeff", "0x33221100554477668899AABBCCDDEEFF"],
    ["AAAAAAAA-1111-4000-8000-00000000000A", "0xAAAAAAAA11110040800000000000000A"],
])("the security id of application %s is %s", (clientId, sid) => {
    expect(sql.sidOf(clientId)).toBe(sid);
});

describe("passwords", () => {
    test("have 32 characters of all four classes and need no quoting anywhere", () => {
        const made = Array.from({ length: 500 }, newPassword);
        for (const password of made) {
            expect(password).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])(?=.*[-_.~])[A-Za-z0-9._~-]{32}$/);
        }
        expect(new Set(made).size).toBe(500);
    });
});

describe("connection strings", () => {
    test("another login replaces the former under any of its names, and the rest keeps its meaning", () => {
        const value = fc
            .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 30 })
            .filter((text) => text.trim() === text && text !== "");
        fc.assert(
            fc.property(
                value,
                value,
                fc.constantFrom("User ID", "UID", "user"),
                fc.constantFrom("Password", "pwd"),
                (application, login, user, password) => {
                    const quoted = `"${application.replaceAll('"', '""')}"`;
                    const text = `Server=tcp:h,1433;Database=d;Application Name=${quoted};${user}=old;${password}=old-password;`;
                    const renewed = withLogin(text, login, "New-1");
                    expect(readCredential(renewed)).toEqual({
                        server: "h,1433",
                        database: "d",
                        login,
                        password: "New-1",
                    });
                    expect(renewed).not.toContain("old");
                    expect(withLogin(renewed, login, "New-1")).toBe(renewed);
                },
            ),
        );
    });

    test.each([
        ["tcp:Host,1433", "host"],
        ["HOST", "host,1433"],
        ["host, 1433", "tcp:host"],
    ])("%s and %s are the same server", (one, other) => {
        expect(normalServer(one)).toBe(normalServer(other));
    });

    test("a text that is none is refused without quoting it", () => {
        expect(() => readCredential("Password='never closed")).toThrow(/^The secret is not a connection string\.$/);
    });
});
