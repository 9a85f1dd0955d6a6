/**
 * What the package offers to a consumer's own tests, in whatever test runner: a program's plan without Azure or the
 * Pulumi engine, its registrations, and who gets where. Failed assertions are `AssertionError`s of Node.
 */
import { refuseOldNode } from "../input/runtime.ts";

export { InputError, type Refusal } from "../input/error.ts";
export {
    isSecret,
    isUnknown,
    secret,
    unknown,
    type Plan,
    type PlanObject,
    type PlanResource,
    type PlanValue,
} from "../plan/plan.ts";
export type { Invokes } from "../recorder/provider.ts";
export { record, type Program, type RecordOptions, type Recording } from "../recorder/record.ts";
export { recordStack, type StackOptions } from "../recorder/stack.ts";
export type { Answer } from "../analysis/answer.ts";
export type { Words } from "../analysis/words.ts";
export { ask, assertAllowed, assertDenied } from "./access.ts";
export { resourceOf, resourcesOf } from "./registrations.ts";

refuseOldNode();
