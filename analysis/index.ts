/** What the package offers for questions about access: plans and their readers, the model, the answers. Loads no Pulumi. */
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
export { readPlan, type PlanSource, type ReadPlan } from "../plan/read.ts";
export { modelOf, type Model } from "./model/model.ts";
export type * from "./answer.ts";
export type * from "./question.ts";
export type * from "./reason.ts";
