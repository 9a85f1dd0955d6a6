import { nearExpiryDays } from "../azure/events.ts";
import { InputError } from "../input/error.ts";

/** Rotation of a database credential with two logins in turn. */
export interface RotationSettings {
    /** Exactly two: one serves while the other is changed. */
    logins: readonly string[];
    /** Days for which a new version is valid; the event that starts the next rotation comes 30 days before the end. */
    validityDays: number;
}

/** @throws InputError for a single credential, or a validity that would rotate without end */
export function checkRotation({ logins, validityDays }: RotationSettings, what = "rotation"): void {
    const distinct = new Set(logins.map((login) => login.toLowerCase()));
    if (
        logins.length !== 2 ||
        distinct.size !== 2 ||
        logins.some((login) => !/^[A-Za-z][A-Za-z0-9_-]{0,127}$/.test(login))
    ) {
        throw new InputError({
            what: `${what}.logins`,
            got: logins,
            expected: "two different names: with a single credential whoever uses it fails while it is changed",
            fix: "give two, as [app_a, app_b]",
        });
    }
    if (Number.isInteger(validityDays) && validityDays > nearExpiryDays.value && validityDays <= 3650) return;
    throw new InputError({
        what: `${what}.validityDays`,
        got: validityDays,
        expected: `${nearExpiryDays.value + 1} to 3650 days: Key Vault says that a secret expires ${nearExpiryDays.value} days before`,
        fix: "choose a longer validity, as 90",
    });
}
