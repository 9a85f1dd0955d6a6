import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durationInDays, unixSeconds, validity } from "../../topology/dates.ts";
import { refused } from "../support/refused.ts";

const what = "vault.secrets.api-token.expires";

describe("a moment", () => {
    test.each([
        ["1970-01-01", 0],
        ["2027-03-01", 1803859200],
        ["2027-03-01T00:00Z", 1803859200],
        ["2027-03-01T08:00:00Z", 1803888000],
        ["2027-03-01T08:00:00+02:00", 1803880800],
        ["2027-03-01T08:00:00.900Z", 1803888000],
        ["2028-02-29", 1835395200],
    ])("%s is %d seconds of Unix time", (text, seconds) => expect(unixSeconds(text, what)).toBe(seconds));

    test("written by JavaScript is read to the second", () => {
        const moments = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
        fc.assert(
            fc.property(moments, (date) => {
                expect(unixSeconds(date.toISOString(), what)).toBe(Math.floor(date.getTime() / 1000));
                expect(unixSeconds(date.toISOString().slice(0, 10), what) % 86_400).toBe(0);
            }),
        );
    });

    test.each([
        ["2027-03-01T08:00:00", "a time without offset means another moment on another machine"],
        ["2027-02-30", "no such day"],
        ["2027-02-29", "no leap year"],
        ["2027-04-31T10:00:00Z", "no such day"],
        ["2027-13-01", "no such month"],
        ["2027-3-1", "digits missing"],
        ["01.03.2027", "not ISO 8601"],
        ["2027", "a year"],
        ["tomorrow", "a word"],
        ["P90D", "a duration"],
        ["1803859200", "a number"],
        ["", "nothing"],
    ])("%j is none: %s", (text, _why) =>
        expect(refused(() => unixSeconds(text, what))).toMatchObject({ what, got: text }),
    );
});

describe("dates between which an object is meant to be used", () => {
    test("become Key Vault's attributes, those that are given", () => {
        expect(validity({}, what)).toEqual({});
        expect(validity({ expires: "2027-03-01" }, what)).toEqual({ expires: 1803859200 });
        expect(validity({ notBefore: "1970-01-01", expires: "2027-03-01" }, what)).toEqual({
            notBefore: 0,
            expires: 1803859200,
        });
    });

    test("end after they start", () => {
        for (const expires of ["2027-03-01", "2027-02-28T23:59:59Z"]) {
            const refusal = refused(() => validity({ notBefore: "2027-03-01", expires }, "vault.secrets.api-token"));
            expect(refusal).toMatchObject({ what: "vault.secrets.api-token.expires", got: expires });
        }
        expect(refused(() => validity({ notBefore: "soon" }, "vault.keys.k")).what).toBe("vault.keys.k.notBefore");
    });
});

describe("a duration", () => {
    test.each([
        ["P7D", 7],
        ["P90D", 90],
        ["P18M", 540],
        ["P2Y", 730],
        ["P1Y6M10D", 555],
    ])("%s is about %d days", (text, days) => expect(durationInDays(text, what)).toBe(days));

    test.each(["P", "", "90", "90D", "PT12H", "P1DT12H", "P2W", "P-1D", "P1.5Y", "P1D1Y", "p90d", "P90D "])(
        "%j is none",
        (text) => {
            expect(refused(() => durationInDays(text, what))).toMatchObject({ what, got: text });
        },
    );
});
