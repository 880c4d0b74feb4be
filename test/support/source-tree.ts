// Reads TypeScript files into what the rules of the house are about: imports, functions and the globals they touch.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** A path from the root of the repository for our own files, else the package's name. */
  readonly target: string;
  readonly ours: boolean;
  readonly line: number;
}

export interface FunctionShape {
  readonly line: number;
  readonly lines: number;
  /** An options object at the end that may be left out does not count. */
  readonly parameters: number;
}

/** A global or a member of one, e.g. `process.env`, `new Date()`, `console`. */
export interface GlobalUse {
  readonly name: string;
  readonly line: number;
}

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionShape[];
  readonly globals: readonly GlobalUse[];
  readonly defaultExports: readonly number[];
}

/** Every TypeScript file below `folder`, a path from the root of the repository. */
export function readTree(root: string, folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const line = (node: ts.Node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  const imports: Import[] = [];
  const functions: FunctionShape[] = [];
  const globals: GlobalUse[] = [];
  const defaultExports: number[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) imports.push({ ...resolve(path, specifier), line: line(node) });
    if (isFunction(node)) functions.push({ line: line(node), ...shapeOf(node, tree) });
    for (const name of globalsOf(node)) globals.push({ name, line: line(node) });
    if (isDefaultExport(node)) defaultExports.push(line(node));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path, text, lines: text.trimEnd().split('\n').length, imports, functions, globals, defaultExports };
}

/** What is imported by declaration, re-export, `import()` or `import('x').Type`. */
function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0]);
  return undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function resolve(from: string, specifier: string): { target: string; ours: boolean } {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
    return { target, ours: true };
  }
  const parts = specifier.split('/');
  return { target: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), ours: false };
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

function shapeOf(node: ts.FunctionLikeDeclaration, tree: ts.SourceFile): { lines: number; parameters: number } {
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
  const options = node.parameters.at(-1)?.initializer;
  const counted = node.parameters.length - (options !== undefined && ts.isObjectLiteralExpression(options) ? 1 : 0);
  return { lines: last - first + 1, parameters: counted };
}

/** Members of globals, by themselves or taken apart, and what is imported by name; a property of something else does not count. */
function globalsOf(node: ts.Node): string[] {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
    return [`${node.expression.text}.${node.name.text}`];
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer !== undefined) {
    const from = node.initializer.getText();
    return node.name.elements.map(({ propertyName, name }) => `${from}.${(propertyName ?? name).getText()}`);
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0)
    return ['new Date()'];
  if (ts.isImportSpecifier(node)) return [`import ${(node.propertyName ?? node.name).text}`];
  return [];
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}
