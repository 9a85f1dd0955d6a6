import { InputError, type Refusal } from "../../input/error.ts";

/** What is refused when `action` runs; anything but a refusal fails the test. */
export function refused(action: () => unknown): Refusal {
    try {
        action();
    } catch (error) {
        if (error instanceof InputError) return error.refusal;
        throw error;
    }
    throw new Error("nothing was refused");
}
