/** What a simulated provider is asked, in plain values instead of protocol messages. */
import type { PlanObject } from "../../../plan/plan.ts";

/** Properties as the engine sends them: JSON with Pulumi's marks for unknowns and, where they are accepted, secrets. */
export type Properties = PlanObject;

interface OfResource {
    readonly urn: string;
    readonly type: string;
}

export interface CheckCall extends OfResource {
    readonly news: Properties;
    readonly olds: Properties;
}

export interface DiffCall extends OfResource {
    readonly id: string;
    readonly oldInputs: Properties;
    readonly news: Properties;
}

export interface CreateCall extends OfResource {
    readonly inputs: Properties;
    readonly preview: boolean;
}

export interface UpdateCall extends OfResource {
    readonly id: string;
    readonly oldOutputs: Properties;
    readonly inputs: Properties;
    readonly preview: boolean;
}

export interface ReadCall extends OfResource {
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
}

export interface DeleteCall extends OfResource {
    readonly id: string;
    readonly oldInputs: Properties;
}

export interface InvokeCall {
    readonly token: string;
    readonly args: Properties;
}

/** A property that differs, by its path (`properties.networkAcls.ipRules[0].value`). */
export interface Difference {
    readonly path: string;
    readonly kind: "add" | "delete" | "update";
    readonly replaces: boolean;
}

/**
 * A provider without its transport, as one connection of the engine sees it: each of a program's providers has its own
 * configuration. Whatever it throws reaches the engine as that call's error.
 */
export interface SimulatedProvider {
    readonly name: string;
    readonly version: string;
    /** Whether the engine may send secrets as such; otherwise it sends values and marks the answers itself. */
    readonly acceptsSecrets: boolean;
    configure(variables: Readonly<Record<string, string>>): void;
    check(call: CheckCall): Properties;
    diff(call: DiffCall): readonly Difference[];
    create(call: CreateCall): Promise<{ readonly id: string; readonly outputs: Properties }>;
    update(call: UpdateCall): Promise<Properties>;
    /** The current state, or nothing when the resource is gone. An import asks without inputs and outputs. */
    read(call: ReadCall): { readonly inputs: Properties; readonly outputs: Properties } | undefined;
    delete(call: DeleteCall): Promise<void>;
    invoke(call: InvokeCall): Properties;
}

/** A call as it was made, for assertions. Values may be secret: a test that prints one prints what the provider got. */
export type RecordedCall =
    | ({ readonly method: "check" } & CheckCall)
    | ({ readonly method: "diff" } & DiffCall)
    | ({ readonly method: "create" } & CreateCall)
    | ({ readonly method: "update" } & UpdateCall)
    | ({ readonly method: "read" } & ReadCall)
    | ({ readonly method: "delete" } & DeleteCall)
    | ({ readonly method: "invoke" } & InvokeCall);
