// What reflection answers from: the files of the served services, by name and by what they declare.
import { type AnyDesc, type DescFile, type DescService, toBinary } from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

export interface Descriptors {
  /** Full names of the served services. */
  readonly services: readonly string[];
  /** A file and all that it imports, serialized; undefined when there is none of that name. */
  fileNamed(name: string): Uint8Array[] | undefined;
  /** The file that declares a message, enum, service, method, field or extension, and all that it imports. */
  fileDeclaring(symbol: string): Uint8Array[] | undefined;
  /** The file that declares the extension of a message with that number. */
  fileExtending(message: string, number: number): Uint8Array[] | undefined;
  /** The numbers of all extensions of a message; undefined when there is no such message. */
  extensionsOf(message: string): number[] | undefined;
}

export function describe(services: readonly DescService[]): Descriptors {
  const files = new Map(services.flatMap(({ file }) => withImports(file)).map((file) => [`${file.name}.proto`, file]));
  const declarations = new Map(
    [...files.values()].flatMap((file) => declared(file).map((desc) => [nameOf(desc), desc])),
  );
  const extensions = [...declarations.values()].filter((desc) => desc.kind === 'extension');
  const answer = (file: DescFile | undefined) => file && withImports(file).map(bytesOf);
  return {
    services: services.map(({ typeName }) => typeName),
    fileNamed: (name) => answer(files.get(name)),
    fileDeclaring: (symbol) => answer(fileOf(declarations.get(symbol))),
    fileExtending: (message, number) =>
      answer(extensions.find((desc) => desc.extendee.typeName === message && desc.number === number)?.file),
    extensionsOf: (message) =>
      declarations.get(message)?.kind === 'message'
        ? extensions.filter((desc) => desc.extendee.typeName === message).map(({ number }) => number)
        : undefined,
  };
}

type Declared = Exclude<AnyDesc, DescFile>;

/** Each once, and before what it imports: the file itself first. */
function withImports(file: DescFile): DescFile[] {
  const seen = new Set<DescFile>();
  const leavesFirst: DescFile[] = [];
  const visit = (each: DescFile) => {
    if (seen.has(each)) return;
    seen.add(each);
    each.dependencies.forEach(visit);
    leavesFirst.push(each);
  };
  visit(file);
  return leavesFirst.reverse();
}

function bytesOf(file: DescFile): Uint8Array {
  return toBinary(FileDescriptorProtoSchema, file.proto);
}

function declared(file: DescFile): Declared[] {
  return [...nestedTypes(file)].flatMap((desc): Declared[] => {
    if (desc.kind === 'service') return [desc, ...desc.methods];
    return desc.kind === 'message' ? [desc, ...desc.fields] : [desc];
  });
}

function nameOf(desc: Declared): string {
  return 'typeName' in desc ? desc.typeName : `${desc.parent?.typeName}.${desc.name}`;
}

function fileOf(desc: Declared | undefined): DescFile | undefined {
  if (desc === undefined) return undefined;
  return 'file' in desc ? desc.file : desc.parent?.file;
}
