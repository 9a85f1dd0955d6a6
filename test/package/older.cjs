// Type-checks the program in the working directory with the TypeScript whose path is given, by that version's own API.
const ts = require(process.argv[2]);
const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
    },
};
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile("tsconfig.older.json", {}, host);
// Declarations of other packages are written for newer versions here and there; that is not this package's affair.
const ours = ({ file }) => file === undefined || /^(?!.*node_modules)|keyvault-blueprint\/dist/.test(file.fileName);
const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options)).filter(ours);
for (const { file, messageText } of diagnostics)
    console.error(file?.fileName, ts.flattenDiagnosticMessageText(messageText, "\n"));
console.log(ts.version);
process.exitCode = diagnostics.length === 0 ? 0 : 1;
