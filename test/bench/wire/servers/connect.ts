// An echo on Connect's library for Node, over gRPC.
import { createServer } from 'node:http2';
import { fromBinary } from '@bufbuild/protobuf';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { CheckPermissionResponseSchema } from '../../../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import { FrontierService } from '../../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { answerGiven, listenAndSay } from './say-listening.js';

const answer = fromBinary(CheckPermissionResponseSchema, answerGiven().subarray(5));

const handler = connectNodeAdapter({
  routes: (router) => router.rpc(FrontierService.method.checkPermission, () => answer),
});
listenAndSay(createServer(handler));
