import { InputError } from "../../input/error.ts";

/** What is read, or nothing where the plan does not have it. */
export function told<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch (error) {
        if (error instanceof InputError) return undefined;
        throw error;
    }
}
