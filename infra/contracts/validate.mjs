// Reads an AsyncAPI document from standard input and names every fault that the official parser finds.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const { document, diagnostics } = await new Parser().parse(readFileSync(0, 'utf-8'));
// Severity 0 is an error and 1 a warning; what lies above is advice, such as a newer version of the specification.
const faults = diagnostics.filter((found) => found.severity <= 1);
for (const fault of faults) {
  console.error(`contracts/asyncapi.yaml: ${fault.path.join('.') || 'document'}: ${fault.message} (${fault.code})`);
}
process.exit(document && faults.length === 0 ? 0 : 1);
