/** Every data operation of "Secure access to a key vault", Resource endpoints: 16, 16 and 8. */

const verbs = {
    keys: "encrypt decrypt wrapKey unwrapKey sign verify get list create update import delete recover backup restore purge",
    certificates:
        "managecontacts getissuers listissuers setissuers deleteissuers manageissuers get list create import update delete recover backup restore purge",
    secrets: "get list set delete recover backup restore purge",
};

function operationsOf(family: keyof typeof verbs): readonly string[] {
    return verbs[family].split(" ").map((verb) => `${family}/${verb}`);
}

export const keyOperations = operationsOf("keys");
export const certificateOperations = operationsOf("certificates");
export const secretOperations = operationsOf("secrets");
export const everyOperation = [...keyOperations, ...certificateOperations, ...secretOperations];
