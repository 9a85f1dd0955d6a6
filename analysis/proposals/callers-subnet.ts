import { placeOf } from "../gates/places.ts";
import type { Model } from "../model/model.ts";
import type { Subnet } from "../model/networks.ts";
import type { Question } from "../question.ts";

/** The subnet that a question is asked from, where it is the plan's. */
export function callersSubnet(model: Model, { origin }: Question): Subnet | undefined {
    const place = placeOf(origin);
    if (place.kind === "subnet") return model.networks.subnets.get(place.key);
    const workload = place.kind === "workload" ? model.workloads.get(place.urn) : undefined;
    return workload?.subnet.kind === "subnet" ? workload.subnet.subnet : undefined;
}
