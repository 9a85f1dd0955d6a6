import { limits } from "../azure/limits.ts";
import { InputError } from "../input/error.ts";
import { checkWord } from "./vault.ts";

/** A rule of a network security group, with Azure's words. */
export interface SecurityRuleArgs {
    name: string;
    /** 100 to 4096; lower is looked at first. */
    priority: number;
    /** `Inbound` or `Outbound`. */
    direction: string;
    /** `Allow` or `Deny`. */
    access: string;
    /** `Tcp`, `Udp`, `Icmp`, `Esp`, `Ah` or `*`. */
    protocol: string;
    /** CIDR block, address or service tag. */
    source: string;
    /** CIDR block, address or service tag. */
    destination: string;
    /** Ports or ranges, as `443`, `8080-8090` or `*`. */
    destinationPorts: string[];
    description?: string;
}

const Direction = { Inbound: "Inbound", Outbound: "Outbound" } as const;
const Access = { Allow: "Allow", Deny: "Deny" } as const;
const Protocol = { Tcp: "Tcp", Udp: "Udp", Icmp: "Icmp", Esp: "Esp", Ah: "Ah", Any: "*" } as const;

/**
 * Refuses rules that Azure would refuse, each or beside each other.
 * @throws InputError
 */
export function checkSecurityRules(rules: readonly SecurityRuleArgs[], what: string): void {
    const names = new Map<string, string>();
    const priorities = new Map<string, string>();
    for (const [index, rule] of rules.entries()) {
        const place = `${what}[${index}]`;
        checkWord(Direction, rule.direction, `${place}.direction`);
        checkWord(Access, rule.access, `${place}.access`);
        checkWord(Protocol, rule.protocol, `${place}.protocol`);
        checkPriority(rule.priority, `${place}.priority`);
        const name = rule.name.toLowerCase();
        const namesake = names.get(name);
        if (namesake !== undefined) {
            throw new InputError({
                what: `${place}.name`,
                got: rule.name,
                expected: `a name of its own: ${namesake} has it, and Azure does not tell letters of two cases apart`,
                fix: "rename one of the two",
            });
        }
        const priority = `${rule.direction} ${rule.priority}`;
        const rival = priorities.get(priority);
        if (rival !== undefined) {
            throw new InputError({
                what: `${place}.priority`,
                got: `${rule.priority}, which ${rival} has too`,
                expected: "one rule a priority and direction",
                fix: "choose another priority for one of the two",
            });
        }
        names.set(name, place);
        priorities.set(priority, rule.name);
    }
}

function checkPriority(priority: number, what: string): void {
    const { minimum, maximum } = limits.securityRulePriority.value;
    if (Number.isInteger(priority) && priority >= minimum && priority <= maximum) return;
    throw new InputError({
        what,
        got: priority,
        expected: `a whole number from ${minimum} to ${maximum}`,
        fix: "choose another priority",
    });
}
