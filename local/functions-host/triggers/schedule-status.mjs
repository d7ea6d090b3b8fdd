import { scheduleStatusJson } from '../requests/timer-request.mjs';

const container = 'azure-webjobs-hosts';
const hostId = 'local';

/**
 * Where a timer's last run is remembered: a blob of the host storage.
 */
export class ScheduleStatusStore {
  #container;
  #blob;

  /** @param {import('@azure/storage-blob').BlobServiceClient} blobs @param {string} functionName */
  constructor(blobs, functionName) {
    this.#container = blobs.getContainerClient(container);
    this.#blob = this.#container.getBlockBlobClient(`timers/${hostId}/Host.Functions.${functionName}/status`);
  }

  /** @returns {Promise<{last: Date | null, next: Date, lastUpdated: Date | null} | null>} null: never run here */
  async read() {
    await this.#container.createIfNotExists();
    let content;
    try {
      content = await this.#blob.downloadToBuffer();
    } catch (error) {
      if (error.statusCode === 404) return null;
      throw error;
    }
    const { Last, Next, LastUpdated } = JSON.parse(content.toString('utf8'));
    return { last: timeOf(Last), next: new Date(Next), lastUpdated: timeOf(LastUpdated) };
  }

  async write(status) {
    const content = JSON.stringify(scheduleStatusJson(status));
    await this.#blob.upload(content, Buffer.byteLength(content));
  }
}

/** Year 1 stands for "never". */
const timeOf = (text) => (text.startsWith('0001-') ? null : new Date(text));
