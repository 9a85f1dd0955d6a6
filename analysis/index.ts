/** What the package offers for questions about access: plans and their readers, the model, the answers. Loads no Pulumi. */
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
export { readPlan, type PlanSource, type ReadPlan } from "../plan/read.ts";
export {
    gateNames,
    type Answer,
    type Evidence,
    type Gate,
    type GateName,
    type LogEntry,
    type Outcome,
    type Resolution,
    type SeenAs,
    type Verdict,
} from "./answer.ts";
export type { Assumption } from "./assumption.ts";
export { oracleOf, type Oracle } from "./evaluate.ts";
export type { CallerClass } from "./callers.ts";
export type { OriginClass } from "./classes.ts";
export { matrixOf, type Cell, type Coverage, type Matrix, type VaultMatrix } from "./matrix.ts";
export { modelOf, type Model } from "./model/model.ts";
export type { PersonaMember } from "./model/personas.ts";
export {
    compareModels,
    compareRolesWithPermissions,
    type Compared,
    type ModelsCompared,
    type Permissions,
} from "./models-compared.ts";
export { indirectPaths, type IndirectCode, type IndirectPath, type Step } from "./paths.ts";
export type { Caller, Family, ObjectOfQuestion, Operation, Origin, Place, Question } from "./question.ts";
export type { Because } from "./reason.ts";
export type { Change } from "./changes.ts";
export { remediesFor, type Remedy } from "./remedies.ts";
export { reachesDatabase, type Reach } from "./sql.ts";
export { readQuestion, type Words } from "./words.ts";

refuseOldNode();
