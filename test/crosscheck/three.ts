/** Yes, no, or that it cannot be told. */
export type Three = "yes" | "no" | "cannot tell";
export type NaiveVerdict = "allowed" | "denied" | "undetermined";

/** Sure only where all that may be the case comes to the same. */
export function agreed(answers: readonly Three[]): Three {
    const [first = "no"] = answers;
    return answers.every((answer) => answer === first) ? first : "cannot tell";
}

/** A refusal by one is a refusal. */
export function every(answers: readonly Three[]): Three {
    if (answers.includes("no")) return "no";
    return answers.includes("cannot tell") ? "cannot tell" : "yes";
}

export function verdictOf(answers: readonly Three[]): NaiveVerdict {
    return ({ yes: "allowed", no: "denied", "cannot tell": "undetermined" } as const)[every(answers)];
}

/** Whether an IPv4 block holds all of another, some of it, or nothing; an address is a block of one. */
export function holds(block: string, other: string): Three {
    const [own, its] = [bitsOf(block), bitsOf(other)];
    if (its.startsWith(own)) return "yes";
    return own.startsWith(its) ? "cannot tell" : "no";
}

function bitsOf(block: string): string {
    const [base = "", length = "32"] = block.split("/");
    return base
        .split(".")
        .map((octet) => Number(octet).toString(2).padStart(8, "0"))
        .join("")
        .slice(0, Number(length));
}
