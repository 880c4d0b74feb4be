// Where the calls go that are measured.

const SERVICE = '/raystack.frontier.v1beta1.FrontierService';

export const CHECK_PATH = `${SERVICE}/CheckPermission`;
export const BATCH_PATH = `${SERVICE}/BatchCheckPermission`;
export const TOKEN_PATH = `${SERVICE}/AuthToken`;
export const REST_CHECK_PATH = '/v1beta1/check';
